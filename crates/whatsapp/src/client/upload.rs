//! Resumable uploads, which give a handle: header samples of templates, profile pictures (section 8.1).

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Deserialize;

use super::call::Call;
use super::errors::LostAnswer;
use super::media::DOCUMENT_BYTES_MAX;
use super::send::Invalid;
use super::send::invalid;
use super::types::Created;
use super::{Account, Action, ClientError};

const FILE_OFFSET: HeaderName = HeaderName::from_static("file_offset");
/// What can be uploaded so (field).
pub const UPLOAD_TYPES: &[&str] = &["application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"];
/// Largest file, in bytes (field).
pub const UPLOAD_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX;
/// How often an upload that broke off without getting further is taken up again.
const RESUMES_MAX: u32 = 3;

/// An upload that has begun. Its id is all it takes to go on with it, in another process too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSession {
    pub id: String,
}

#[derive(Deserialize)]
struct Uploaded {
    #[serde(rename = "h")]
    handle: String,
}

#[derive(Deserialize)]
struct Progress {
    file_offset: u64,
}

impl Account {
    /// Begins an upload for one of the token's apps.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] for a type that isn't one of [`UPLOAD_TYPES`], nothing in it, or more than [`UPLOAD_BYTES_MAX`].
    pub async fn begin_upload(&self, app_id: &str, file_name: &str, mime_type: &str, bytes: u64) -> Result<UploadSession, ClientError> {
        check(mime_type, bytes)?;
        let bytes = bytes.to_string();
        let query = [("file_name", file_name), ("file_length", &bytes), ("file_type", mime_type)];
        // A session that nobody uses ends by itself.
        let created: Created = self.call(Call::post(&[app_id, "uploads"]).query(&query).repeatable()).await?;
        Ok(UploadSession { id: created.id })
    }

    /// How many bytes of an upload have arrived.
    ///
    /// # Errors
    /// A session that has ended is a bad parameter.
    pub async fn upload_offset(&self, session: &UploadSession) -> Result<u64, ClientError> {
        let progress: Progress = self.call(Call::upload(Method::GET, &session.id)).await?;
        Ok(progress.file_offset)
    }

    /// Sends `rest`, the file from `offset` to its end; the handle of the whole file.
    ///
    /// # Errors
    /// After a break, ask for [`Account::upload_offset`] and go on from there.
    pub async fn continue_upload(&self, session: &UploadSession, offset: u64, rest: Bytes) -> Result<String, ClientError> {
        let call = Call::upload(Method::POST, &session.id).header(FILE_OFFSET, HeaderValue::from(offset)).bytes(rest);
        // The offset says which bytes these are, so sending them twice is sending them once.
        let uploaded: Uploaded = self.call(call.repeatable()).await?;
        Ok(uploaded.handle)
    }

    /// Uploads a whole file and goes on by itself after breaks: the handle, which may hold several lines.
    ///
    /// # Errors
    /// A refusal that won't pass, or `RESUMES_MAX` breaks in a row without a byte of progress.
    pub async fn upload(&self, app_id: &str, file_name: &str, mime_type: &str, file: Bytes) -> Result<String, ClientError> {
        let session = self.begin_upload(app_id, file_name, mime_type, file.len() as u64).await?;
        let mut offset = 0;
        let mut breaks = 0;
        loop {
            let error = match self.continue_upload(&session, offset, rest(&file, offset)?).await {
                Ok(handle) => return Ok(handle),
                Err(error) if error.action() == Action::RetryLater && breaks < RESUMES_MAX => error,
                Err(error) => return Err(error),
            };
            let arrived = self.upload_offset(&session).await.map_err(|_| error)?;
            breaks = if arrived > offset { 0 } else { breaks + 1 };
            offset = arrived;
        }
    }
}

fn check(mime_type: &str, bytes: u64) -> Result<(), Invalid> {
    if !UPLOAD_TYPES.contains(&mime_type) {
        return Err(Invalid::malformed("file_type", "one of the types in UPLOAD_TYPES", mime_type));
    }
    invalid::bytes("file_length", bytes, UPLOAD_BYTES_MAX)
}

/// The file from `offset` on.
fn rest(file: &Bytes, offset: u64) -> Result<Bytes, ClientError> {
    match usize::try_from(offset) {
        Ok(offset) if offset <= file.len() => Ok(file.slice(offset..)),
        // More has arrived than there is: this isn't the file that was begun.
        _ => Err(ClientError::Lost { repeatable: true, source: LostAnswer::Unreadable { status: 200, source: None } }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_has_arrived_and_the_rest_are_the_file(file in prop::collection::vec(any::<u8>(), 0..50), offset in 0_u64..60) {
            let file = Bytes::from(file);
            match rest(&file, offset) {
                Ok(rest) => prop_assert_eq!([&file[..offset as usize], &rest[..]].concat(), &file[..]),
                Err(_) => prop_assert!(offset > file.len() as u64),
            }
        }
    }
}
