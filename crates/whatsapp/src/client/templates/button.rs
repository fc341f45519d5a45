//! Buttons of a template (section 7.2).

use serde_json::{Value, json};

use super::super::send::Invalid;
use super::super::send::invalid::{count, link, text};
use super::super::send::limits::{COUPON_CODE_CHARS_MAX, ID_CHARS_MAX, TEMPLATE_BUTTONS_MAX};
use super::variables::names;

/// A button's label, in characters.
pub const BUTTON_LABEL_CHARS_MAX: usize = 25;
/// A button's address, in characters.
pub const BUTTON_URL_CHARS_MAX: usize = 2000;
/// A button's phone number, in characters.
pub const BUTTON_PHONE_CHARS_MAX: usize = 20;

/// How many buttons of a type a template has at most (field); of the others, [`TEMPLATE_BUTTONS_MAX`].
pub const BUTTONS_OF_TYPE_MAX: &[(&str, usize)] =
    &[("URL", 2), ("PHONE_NUMBER", 1), ("COPY_CODE", 1), ("FLOW", 1), ("CATALOG", 1), ("MPM", 1)];
/// Apps that may take a login code (field).
pub const OTP_APPS: std::ops::RangeInclusive<usize> = 1..=5;

/// One button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewButton(Value);

/// How a code gets into the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtpType {
    CopyCode,
    /// The app's package name and the hash of its signature.
    OneTap(Vec<(String, String)>),
    /// As above, without a tap; the business accepts the provider's terms for it.
    ZeroTap(Vec<(String, String)>),
}

impl NewButton {
    fn labelled(kind: &str, label: impl Into<String>) -> Result<Value, Invalid> {
        Ok(json!({"type": kind, "text": text("buttons.text", label, BUTTON_LABEL_CHARS_MAX)?}))
    }

    /// Sends its label as a message.
    ///
    /// # Errors
    /// A label that is empty or longer than [`BUTTON_LABEL_CHARS_MAX`].
    pub fn quick_reply(label: impl Into<String>) -> Result<Self, Invalid> {
        Self::labelled("QUICK_REPLY", label).map(Self)
    }

    /// Opens an address. It may end in `{{1}}`: then `sample` is a whole address.
    ///
    /// # Errors
    /// As above; no http(s) address, a variable elsewhere than at the end, or its sample missing.
    pub fn url(label: impl Into<String>, url: impl Into<String>, sample: Option<&str>) -> Result<Self, Invalid> {
        let mut value = Self::labelled("URL", label)?;
        let url = link("buttons.url", url, BUTTON_URL_CHARS_MAX)?;
        let variables = names("buttons.url", &url)?;
        match (variables.as_slice(), sample) {
            ([], None) => {}
            (["1"], Some(sample)) if url.ends_with("{{1}}") && url.matches("{{").count() == 1 => {
                value["example"] = json!([link("buttons.example", sample, BUTTON_URL_CHARS_MAX)?]);
            }
            ([], Some(_)) => return Err(Invalid::not_allowed("buttons.example", "the address has no variable")),
            (["1"], None) => return Err(Invalid::not_allowed("buttons.url", "an address with a variable needs a sample")),
            _ => return Err(Invalid::not_allowed("buttons.url", "its one variable is {{1}}, at the end")),
        }
        value["url"] = json!(url);
        Ok(Self(value))
    }

    /// Calls a number.
    ///
    /// # Errors
    /// As above; a number that isn't digits after a plus.
    pub fn phone_number(label: impl Into<String>, number: impl Into<String>) -> Result<Self, Invalid> {
        let mut value = Self::labelled("PHONE_NUMBER", label)?;
        let number = text("buttons.phone_number", number, BUTTON_PHONE_CHARS_MAX)?;
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Invalid::malformed("buttons.phone_number", "a phone number with its country code", &number));
        }
        value["phone_number"] = json!(number);
        Ok(Self(value))
    }

    /// Copies a coupon code, of which this is a sample.
    ///
    /// # Errors
    /// No sample, or a long one.
    pub fn copy_code(sample: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self(json!({"type": "COPY_CODE", "example": text("buttons.example", sample, COUPON_CODE_CHARS_MAX)?})))
    }

    /// Takes a login code.
    ///
    /// # Errors
    /// One tap and zero tap without an app, with too many, or with one that lacks its name or hash.
    pub fn otp(otp: OtpType) -> Result<Self, Invalid> {
        let (kind, apps) = match otp {
            OtpType::CopyCode => return Ok(Self(json!({"type": "OTP", "otp_type": "COPY_CODE"}))),
            OtpType::OneTap(apps) => ("ONE_TAP", apps),
            OtpType::ZeroTap(apps) => ("ZERO_TAP", apps),
        };
        count("buttons.supported_apps", apps.len(), &OTP_APPS)?;
        let app = |(package, hash): (String, String)| {
            Ok(json!({"package_name": text("buttons.supported_apps.package_name", package, ID_CHARS_MAX)?,
                "signature_hash": text("buttons.supported_apps.signature_hash", hash, ID_CHARS_MAX)?}))
        };
        let apps: Vec<Value> = apps.into_iter().map(app).collect::<Result<_, Invalid>>()?;
        let mut value = json!({"type": "OTP", "otp_type": kind, "supported_apps": apps});
        if kind == "ZERO_TAP" {
            value["zero_tap_terms_accepted"] = json!(true);
        }
        Ok(Self(value))
    }

    /// Opens a flow.
    ///
    /// # Errors
    /// As above; no flow.
    pub fn flow(label: impl Into<String>, flow_id: impl Into<String>) -> Result<Self, Invalid> {
        let mut value = Self::labelled("FLOW", label)?;
        value["flow_id"] = json!(text("buttons.flow_id", flow_id, ID_CHARS_MAX)?);
        Ok(Self(value))
    }

    /// A kind that is all label: `CATALOG`, `MPM`, `SPM`, `VOICE_CALL` or `REQUEST_CONTACT_INFO`.
    ///
    /// # Errors
    /// As above; another kind.
    pub fn plain(kind: &str, label: impl Into<String>) -> Result<Self, Invalid> {
        if !matches!(kind, "CATALOG" | "MPM" | "SPM" | "VOICE_CALL" | "REQUEST_CONTACT_INFO") {
            return Err(Invalid::malformed("buttons.type", "CATALOG, MPM, SPM, VOICE_CALL or REQUEST_CONTACT_INFO", kind));
        }
        Self::labelled(kind, label).map(Self)
    }

    pub(super) fn is_otp(&self) -> bool {
        self.0["type"] == "OTP"
    }
}

/// All buttons of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buttons {
    pub(super) value: Value,
    pub(super) has_otp: bool,
}

impl Buttons {
    /// One to [`TEMPLATE_BUTTONS_MAX`] buttons, the quick replies in one run.
    ///
    /// # Errors
    /// None, too many, too many of a type, quick replies among the others, or a code's button that isn't alone.
    pub fn new(buttons: Vec<NewButton>) -> Result<Self, Invalid> {
        count("buttons", buttons.len(), &(1..=TEMPLATE_BUTTONS_MAX))?;
        for (kind, most) in BUTTONS_OF_TYPE_MAX {
            let of_type = buttons.iter().filter(|button| button.0["type"] == *kind).count();
            count(format!("buttons.type={kind}"), of_type, &(0..=*most))?;
        }
        let is_reply = |button: &NewButton| button.0["type"] == "QUICK_REPLY";
        if buttons.chunk_by(|a, b| is_reply(a) == is_reply(b)).count() > 2 {
            return Err(Invalid::not_allowed("buttons", "quick replies must stand together, before or after the others"));
        }
        let has_otp = buttons.iter().any(NewButton::is_otp);
        if has_otp && buttons.len() > 1 {
            return Err(Invalid::not_allowed("buttons", "a button for a code stands alone"));
        }
        let buttons: Vec<Value> = buttons.into_iter().map(|button| button.0).collect();
        Ok(Self { value: json!({"type": "BUTTONS", "buttons": buttons}), has_otp })
    }
}
