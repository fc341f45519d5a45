//! What a message's content object says that a list shows (section 3.3). Types we don't know say nothing here; `raw` keeps them.

use super::super::item::{Media, Text};
use super::id::id;
use super::message::read_only;
use super::person::Ids;
use crate::json::{Broken, Reader};

/// Gathered from the content object that stands in the message: the one of its type, should there be several.
#[derive(Default)]
pub(super) struct Content<'a> {
    pub(super) body: Option<Text<'a>>,
    pub(super) target: Option<Text<'a>>,
    pub(super) media: Option<Media<'a>>,
    /// Whom a `system` message is about.
    pub(super) subject: Ids<'a>,
    /// More than one said something. The type, which tells which of them counts, may come after them.
    several: bool,
}

impl<'a> Content<'a> {
    /// Reads a member of the message that isn't common to all types.
    pub(super) fn member(&mut self, r: &mut Reader<'a>, key: &str) -> Result<(), Broken> {
        if self.says_nothing() {
            return self.read(r, key);
        }
        let mut other = Self::default();
        other.read(r, key)?;
        self.several |= !other.says_nothing();
        Ok(())
    }

    /// What counts of the message or edit `json`, all of whose members were read: the content of its type, else the first.
    pub(super) fn of(self, kind: &str, json: &'a str) -> Self {
        if self.several { Self::named(kind, json).unwrap_or(self) } else { self }
    }

    /// Out of line: no message of the provider holds several.
    #[inline(never)]
    fn named(kind: &str, json: &'a str) -> Option<Self> {
        let mut content = Self::default();
        let read = Reader::new(json).object(|r, key| {
            if key != kind {
                return r.skip();
            }
            content = Self::default();
            content.read(r, key)
        });
        (read.is_ok() && !content.says_nothing()).then_some(content)
    }

    fn says_nothing(&self) -> bool {
        self.body.is_none() && self.target.is_none() && self.media.is_none()
    }

    fn read(&mut self, r: &mut Reader<'a>, key: &str) -> Result<(), Broken> {
        match key {
            "text" => read_only(r, "body", &mut self.body),
            "system" => self.system(r),
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
        let is_object = r.object(|r, key| {
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
        if is_object {
            self.body = caption.or_else(|| media.filename.clone());
            self.media = Some(media);
        }
        Ok(())
    }

    /// Words, and whom they are about: in a change of number the new one, since the old one is the sender.
    fn system(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let mut other = false;
        r.object(|r, key| {
            match key {
                "body" => self.body = r.text()?,
                "wa_id" | "new_wa_id" | "customer" => self.subject.wa_id = id(r, &mut other)?,
                "user_id" => self.subject.user_id = id(r, &mut other)?,
                "parent_user_id" => self.subject.parent_user_id = id(r, &mut other)?,
                _ => r.skip()?,
            }
            Ok(())
        })
        .map(drop)
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
            "message" => self.edited(r),
            _ => r.skip(),
        })
        .map(drop)
    }

    /// What it says now.
    fn edited(&mut self, r: &mut Reader<'a>) -> Result<(), Broken> {
        let (mut kind, mut now) = (None, Self::default());
        let (_, span) = r.span(|r| {
            r.object(|r, key| match key {
                "type" => {
                    kind = r.text()?;
                    Ok(())
                }
                // An edit of an edit would nest without end; nobody sends one.
                "edit" => r.skip(),
                _ => now.member(r, key),
            })
        })?;
        let now = now.of(kind.as_deref().unwrap_or_default(), span.json);
        (self.body, self.media) = (now.body, now.media);
        Ok(())
    }
}
