//! What a message's content object says that a list shows (section 3.3). Types we don't know say nothing here; `raw` keeps them.

use super::super::item::{Media, Text};
use super::message::read_only;
use crate::json::{Broken, Reader};

/// Gathered from whichever content object stands in the message.
#[derive(Default)]
pub(super) struct Content<'a> {
    pub(super) body: Option<Text<'a>>,
    pub(super) target: Option<Text<'a>>,
    pub(super) media: Option<Media<'a>>,
}

impl<'a> Content<'a> {
    /// Reads a member of the message that isn't common to all types.
    pub(super) fn member(&mut self, r: &mut Reader<'a>, key: &str) -> Result<(), Broken> {
        match key {
            "text" | "system" => read_only(r, "body", &mut self.body),
            "button" => read_only(r, "text", &mut self.body),
            "order" => read_only(r, "text", &mut self.body),
            "unsupported" => r.skip(),
            "image" | "video" | "audio" | "voice" | "document" | "sticker" => self.media(r),
            "location" => self.location(r),
            "interactive" => self.interactive(r),
            "reaction" => self.reaction(r),
            "contacts" => self.shared_contacts(r),
            "revoke" => read_only(r, "original_message_id", &mut self.target),
            "edit" => self.edit(r),
            "template" => read_only(r, "name", &mut self.body),
            _ => r.skip(),
        }
    }

    fn media(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let mut media = Media::default();
        let mut caption = None;
        r.object(|r, key| {
            match key {
                "id" => media.id = r.text()?.unwrap_or_default(),
                "mime_type" => media.mime_type = r.text()?,
                "sha256" => media.sha256 = r.text()?,
                "filename" => media.filename = r.text()?,
                "caption" => caption = r.text()?,
                _ => r.skip()?,
            }
            Ok(())
        })?;
        self.body = caption.or_else(|| media.filename.clone());
        self.media = Some(media);
        Ok(())
    }

    fn location(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let (mut name, mut address, mut latitude, mut longitude) = (None, None, None, None);
        r.object(|r, key| {
            match key {
                "name" => name = r.text()?,
                "address" => address = r.text()?,
                "latitude" => latitude = r.text()?,
                "longitude" => longitude = r.text()?,
                _ => r.skip()?,
            }
            Ok(())
        })?;
        let point = latitude.zip(longitude).map(|(latitude, longitude)| format!("{latitude}, {longitude}").into());
        self.body = name.or(address).or(point);
        Ok(())
    }

    fn interactive(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        r.object(|r, key| match key {
            "button_reply" | "list_reply" => read_only(r, "title", &mut self.body),
            "nfm_reply" => read_only(r, "body", &mut self.body),
            "call_permission_reply" => read_only(r, "response", &mut self.body),
            // What the business sent, when it comes back as an echo.
            "body" => read_only(r, "text", &mut self.body),
            _ => r.skip(),
        })
        .map(drop)
    }

    fn reaction(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        r.object(|r, key| {
            match key {
                "emoji" => self.body = r.text()?,
                "message_id" => self.target = r.text()?,
                _ => r.skip()?,
            }
            Ok(())
        })
        .map(drop)
    }

    /// The name of the first contact card.
    fn shared_contacts(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        r.array(|r| {
            r.object(|r, key| match key {
                "name" if self.body.is_none() => read_only(r, "formatted_name", &mut self.body),
                _ => r.skip(),
            })
            .map(drop)
        })
        .map(drop)
    }

    fn edit(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        r.object(|r, key| match key {
            "original_message_id" => {
                self.target = r.text()?;
                Ok(())
            }
            "message" => r
                .object(|r, key| match key {
                    // An edit of an edit would nest without end; nobody sends one.
                    "edit" => r.skip(),
                    _ => self.member(r, key),
                })
                .map(drop),
            _ => r.skip(),
        })
        .map(drop)
    }
}
