//! A template to hand in, checked as far as the provider tells its rules (section 7.2).

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::super::send::invalid::{count, text};
use super::super::send::limits::{FOOTER_CHARS_MAX, TEMPLATE_NAME_CHARS_MAX};
use super::super::send::{Fault, Invalid};
use super::button::Buttons;
use super::carousel::{NewCard, carousel};
use super::component::{NewBody, NewHeader};
use super::variables::Naming;

/// Minutes that a code of an authentication template may hold, by its footer.
pub const CODE_EXPIRATION_MINUTES_MAX: u8 = 90;
/// Text of a limited-time offer, in characters.
pub const OFFER_CHARS_MAX: usize = 16;

/// What a template is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Category {
    Authentication,
    Marketing,
    #[default]
    Utility,
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Authentication => "AUTHENTICATION",
            Self::Marketing => "MARKETING",
            Self::Utility => "UTILITY",
        })
    }
}

/// A template that the provider would look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewTemplate {
    name: String,
    language: String,
    category: Category,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter_format: Option<Naming>,
    components: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_send_ttl_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_category_change: Option<bool>,
}

impl NewTemplate {
    /// A name of lower-case letters, digits and underscores, a language such as `de` or `en_US`, and the body.
    ///
    /// # Errors
    /// A name or language of another form, or a body of another category.
    pub fn new(name: impl Into<String>, language: impl Into<String>, category: Category, body: NewBody) -> Result<Self, Invalid> {
        let name = text("name", name, TEMPLATE_NAME_CHARS_MAX)?;
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            return Err(Invalid::malformed("name", "lower-case letters, digits and underscores", &name));
        }
        let language = language.into();
        if !is_language(&language) {
            return Err(Invalid::malformed("language", "a language, with its country where needed: de, en_US", &language));
        }
        if body.is_of_authentication != (category == Category::Authentication) {
            return Err(Invalid::not_allowed("body", "the provider writes the body of authentication templates, and of no others"));
        }
        let parameter_format = body.naming;
        let components = vec![body.value];
        Ok(Self { name, language, category, parameter_format, components, message_send_ttl_seconds: None, allow_category_change: None })
    }

    /// What stands above the body.
    ///
    /// # Errors
    /// A second header, one on an authentication template, or one with a name where the body has numbers, or the other way round.
    pub fn header(self, header: NewHeader) -> Result<Self, Invalid> {
        if self.category == Category::Authentication {
            return Err(Invalid::not_allowed("header", "authentication templates have none"));
        }
        self.named(header.naming)?.component("HEADER", "header", header.value)
    }

    /// A line below the body, without variables.
    ///
    /// # Errors
    /// A second footer, empty, longer than [`FOOTER_CHARS_MAX`], with a variable, or on an authentication template.
    pub fn footer(self, footer: impl Into<String>) -> Result<Self, Invalid> {
        let footer = text("footer.text", footer, FOOTER_CHARS_MAX)?;
        if footer.contains("{{") {
            return Err(Invalid::not_allowed("footer.text", "a footer has no variables"));
        }
        if self.category == Category::Authentication {
            return Err(Invalid::not_allowed("footer.text", "the provider writes it: say how long the code holds"));
        }
        self.component("FOOTER", "footer", json!({"type": "FOOTER", "text": footer}))
    }

    /// The footer of an authentication template: how long its code holds.
    ///
    /// # Errors
    /// A second footer, not 1 to [`CODE_EXPIRATION_MINUTES_MAX`], or on another template.
    pub fn code_expiration_minutes(self, minutes: u8) -> Result<Self, Invalid> {
        let most = usize::from(CODE_EXPIRATION_MINUTES_MAX);
        count("footer.code_expiration_minutes", usize::from(minutes), &(1..=most))?;
        if self.category != Category::Authentication {
            return Err(Invalid::not_allowed("footer.code_expiration_minutes", "only authentication templates have a code"));
        }
        self.component("FOOTER", "footer", json!({"type": "FOOTER", "code_expiration_minutes": minutes}))
    }

    /// The buttons.
    ///
    /// # Errors
    /// Buttons a second time; a code's button on another template than authentication, or another button on one.
    pub fn buttons(self, buttons: Buttons) -> Result<Self, Invalid> {
        if buttons.has_otp != (self.category == Category::Authentication) {
            return Err(Invalid::not_allowed("buttons", "authentication templates have the button for the code, and no others have it"));
        }
        self.component("BUTTONS", "buttons", buttons.value)
    }

    /// Cards side by side, below the body.
    ///
    /// # Errors
    /// Cards a second time, too few or too many, or of different make; names on some and numbers on others; on an authentication
    /// template.
    pub fn carousel(self, cards: Vec<NewCard>) -> Result<Self, Invalid> {
        if self.category == Category::Authentication {
            return Err(Invalid::not_allowed("carousel", "authentication templates have none"));
        }
        let naming = cards.iter().map(|card| card.naming).collect::<Vec<_>>();
        let named = naming.into_iter().try_fold(self, Self::named)?;
        named.component("CAROUSEL", "carousel", carousel(cards)?)
    }

    /// An offer that ends; with `has_expiration` it shows a clock.
    ///
    /// # Errors
    /// An offer a second time, empty, longer than [`OFFER_CHARS_MAX`], or not marketing.
    pub fn limited_time_offer(self, offer: impl Into<String>, has_expiration: bool) -> Result<Self, Invalid> {
        if self.category != Category::Marketing {
            return Err(Invalid::not_allowed("limited_time_offer", "only marketing templates have offers"));
        }
        let offer = text("limited_time_offer.text", offer, OFFER_CHARS_MAX)?;
        let value = json!({"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": offer, "has_expiration": has_expiration}});
        self.component("LIMITED_TIME_OFFER", "limited_time_offer", value)
    }

    /// How long the provider tries to deliver its messages, in seconds.
    #[must_use]
    pub fn time_to_live_s(mut self, seconds: u32) -> Self {
        self.message_send_ttl_seconds = Some(seconds);
        self
    }

    /// Takes another category rather than a refusal.
    #[must_use]
    pub fn allow_category_change(mut self) -> Self {
        self.allow_category_change = Some(true);
        self
    }

    /// One more part, whose variables are called like those of the others.
    fn named(mut self, naming: Option<Naming>) -> Result<Self, Invalid> {
        if let (Some(ours), Some(theirs)) = (self.parameter_format, naming)
            && ours != theirs
        {
            return Err(Invalid::not_allowed("parameter_format", "all variables of a template have names, or all have numbers"));
        }
        self.parameter_format = self.parameter_format.or(naming);
        Ok(self)
    }

    fn component(mut self, kind: &str, field: &'static str, value: Value) -> Result<Self, Invalid> {
        if self.components.iter().any(|component| component["type"] == kind) {
            return Err(Invalid::not_allowed(field, "there is one already"));
        }
        self.components.push(value);
        Ok(self)
    }

    /// What only the finished template tells.
    pub(super) fn check_whole(&self) -> Result<(), Invalid> {
        let has_buttons = self.components.iter().any(|component| component["type"] == "BUTTONS");
        if self.category == Category::Authentication && !has_buttons {
            return Err(Invalid::new("buttons", Fault::Missing));
        }
        Ok(())
    }

    pub(super) fn components(&self) -> &[Value] {
        &self.components
    }

    pub(super) fn category(&self) -> Category {
        self.category
    }

    pub(super) fn parameter_format(&self) -> Option<Naming> {
        self.parameter_format
    }

    pub(super) fn message_send_ttl_seconds(&self) -> Option<u32> {
        self.message_send_ttl_seconds
    }
}

/// Two or three lower-case letters, and a country of two or three capitals where there is one.
pub(in crate::client) fn is_language(code: &str) -> bool {
    let (language, country) = code.split_once('_').map_or((code, None), |(language, country)| (language, Some(country)));
    let lower = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    lower && country.is_none_or(|country| (2..=3).contains(&country.len()) && country.bytes().all(|byte| byte.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::super::{NewButton, OtpType, Sample};
    use super::*;

    fn body() -> NewBody {
        NewBody::text("Hi {{1}}, your table is ready.", &Sample::Positional(vec!["Lena".to_owned()])).unwrap()
    }

    fn template() -> NewTemplate {
        NewTemplate::new("table_ready", "en_US", Category::Utility, body()).unwrap()
    }

    fn login() -> NewTemplate {
        NewTemplate::new("login", "de", Category::Authentication, NewBody::authentication(true)).unwrap()
    }

    #[test]
    fn names_and_languages_have_their_form() {
        let new = |name: &str, language: &str| NewTemplate::new(name, language, Category::Utility, body());
        assert!(new(&"a".repeat(TEMPLATE_NAME_CHARS_MAX), "fil").is_ok());
        for (name, language) in [
            ("", "de"),
            ("Table", "de"),
            ("a-b", "de"),
            ("é", "de"),
            (&*"a".repeat(TEMPLATE_NAME_CHARS_MAX + 1), "de"),
            ("a", ""),
            ("a", "en-US"),
            ("a", "EN"),
            ("a", "en_"),
            ("a", "english"),
        ] {
            assert!(new(name, language).is_err(), "{name} {language}");
        }
    }

    #[test]
    fn what_the_reviewers_would_refuse_is_refused() {
        let none = Sample::None;
        let one = Sample::Positional(vec!["a".to_owned()]);
        let two = Sample::Positional(vec!["a".to_owned(), "b".to_owned()]);
        let refused = [
            NewBody::text("", &none).map(drop),
            NewBody::text("x".repeat(1025), &none).map(drop),
            NewBody::text("{{1}} is ready", &one).map(drop),
            NewBody::text("ready is {{1}} ", &one).map(drop),
            NewBody::text("hi {{1}}!", &none).map(drop),
            NewHeader::text("x".repeat(61), &none).map(drop),
            NewHeader::text("{{1}} and {{2}}", &two).map(drop),
            NewHeader::media(crate::client::templates::MediaHeader::Image, "").map(drop),
            template().footer("x".repeat(61)).map(drop),
            template().footer("hi {{1}}").map(drop),
            template().footer("a").and_then(|it| it.footer("b")).map(drop),
            template().code_expiration_minutes(5).map(drop),
            template().limited_time_offer("now", true).map(drop),
            login().code_expiration_minutes(0).map(drop),
            login().code_expiration_minutes(91).map(drop),
            login().header(NewHeader::location()).map(drop),
            login().footer("x").map(drop),
            NewTemplate::new("a", "de", Category::Authentication, body()).map(drop),
            NewTemplate::new("a", "de", Category::Marketing, NewBody::authentication(false)).map(drop),
            NewButton::quick_reply("x".repeat(26)).map(drop),
            NewButton::url("go", "example.com", None).map(drop),
            NewButton::url("go", "https://example.com/{{1}}", None).map(drop),
            NewButton::url("go", "https://example.com/{{1}}/x", Some("https://example.com/a/x")).map(drop),
            NewButton::url("go", "https://example.com/", Some("https://example.com/a")).map(drop),
            NewButton::phone_number("call", "+1 555").map(drop),
            NewButton::copy_code("").map(drop),
            NewButton::otp(OtpType::OneTap(vec![])).map(drop),
            NewButton::plain("QUICK_REPLY", "x").map(drop),
            Buttons::new(vec![]).map(drop),
        ];
        for (index, refusal) in refused.iter().enumerate() {
            assert!(refusal.is_err(), "case {index}");
        }
    }

    #[test]
    fn buttons_are_at_most_ten_with_the_replies_together() {
        let reply = |label: &str| NewButton::quick_reply(label).unwrap();
        let call = NewButton::phone_number("call", "+15550783881").unwrap();
        assert!(Buttons::new((0..10).map(|index| reply(&index.to_string())).collect()).is_ok());
        assert!(Buttons::new((0..11).map(|index| reply(&index.to_string())).collect()).is_err());
        assert!(Buttons::new(vec![reply("a"), reply("b"), call.clone()]).is_ok());
        assert!(Buttons::new(vec![reply("a"), call, reply("b")]).is_err());
        let otp = NewButton::otp(OtpType::CopyCode).unwrap();
        assert!(Buttons::new(vec![otp.clone(), reply("a")]).is_err());
        assert!(template().buttons(Buttons::new(vec![otp.clone()]).unwrap()).is_err());
        assert!(login().buttons(Buttons::new(vec![otp]).unwrap()).is_ok());
    }

    #[test]
    fn a_login_is_whole_with_its_button() {
        let otp = || Buttons::new(vec![NewButton::otp(OtpType::CopyCode).unwrap()]).unwrap();
        assert_eq!(login().check_whole().unwrap_err().to_string(), "buttons: required, and nothing was given");
        assert_eq!(login().buttons(otp()).unwrap().check_whole(), Ok(()));
        assert_eq!(template().check_whole(), Ok(()));
    }

    #[test]
    fn cards_are_two_to_ten_of_the_same_make() {
        let image = || NewHeader::media(crate::client::templates::MediaHeader::Image, "4::aW").unwrap();
        let video = || NewHeader::media(crate::client::templates::MediaHeader::Video, "4::aW").unwrap();
        let buttons = || Buttons::new(vec![NewButton::quick_reply("a").unwrap()]).unwrap();
        let card = |header| NewCard::new(header, None, buttons()).unwrap();
        assert!(template().carousel(vec![card(image()), card(image())]).is_ok());
        assert!(template().carousel(vec![card(image())]).is_err());
        assert!(template().carousel(vec![card(image()), card(video())]).is_err());
        assert!(template().carousel(vec![card(image()); 11]).is_err());
        assert!(NewCard::new(NewHeader::location(), None, buttons()).is_err());
        let otp = Buttons::new(vec![NewButton::otp(OtpType::CopyCode).unwrap()]).unwrap();
        assert!(NewCard::new(image(), None, otp).is_err());
        assert!(NewCard::new(image(), Some(NewBody::authentication(true)), buttons()).is_err());
    }
}
