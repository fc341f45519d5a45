//! Every limit of a message. Lengths count characters (Unicode scalar values).
//!
//! Sections are those of the fact sheet. What it leaves open is marked *field*: the provider's public description or common
//! practice; too small a limit would refuse what the provider takes, so these are the widest that is known.

use std::ops::RangeInclusive;

/// `text.body` (section 6).
pub const TEXT_BODY_CHARS_MAX: usize = 4096;
/// `image.caption`, `video.caption`, `document.caption` (section 6).
pub const CAPTION_CHARS_MAX: usize = 1024;
/// `document.filename` (field).
pub const FILE_NAME_CHARS_MAX: usize = 240;
/// A media `link` (field).
pub const LINK_CHARS_MAX: usize = 2048;
/// Ids of the provider's and of catalogs: media, messages, flows, products (field).
pub const ID_CHARS_MAX: usize = 512;
/// `location.name`, `location.address` (field).
pub const PLACE_CHARS_MAX: usize = 1000;
/// Degrees either side of the equator.
pub const LATITUDE_DEGREES_MAX: f64 = 90.0;
/// Degrees either side of Greenwich.
pub const LONGITUDE_DEGREES_MAX: f64 = 180.0;
/// Cards of one `contacts` message (field).
pub const CONTACTS: RangeInclusive<usize> = 1..=257;
/// `contacts[].name.formatted_name` (field).
pub const CONTACT_NAME_CHARS_MAX: usize = 1024;
/// `reaction.emoji`: one emoji, joined ones included (field).
pub const EMOJI_CHARS_MAX: usize = 16;
/// `pin.expiration_days` (section 6).
pub const PIN_DAYS: RangeInclusive<u8> = 1..=30;

/// `biz_opaque_callback_data` (section 6).
pub const CALLBACK_DATA_CHARS_MAX: usize = 512;
/// Digits of a phone number with its country code (ITU-T E.164; the least is field).
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;
/// Letters and digits of a user id after its country (section 1).
pub const USER_ID_CHARS_MAX: usize = 128;

/// `interactive.header.text` (section 6.1).
pub const HEADER_CHARS_MAX: usize = 60;
/// `interactive.footer.text` (section 6.1).
pub const FOOTER_CHARS_MAX: usize = 60;
/// `interactive.body.text` (section 6.1).
pub const BODY_CHARS_MAX: usize = 1024;
/// `interactive.body.text` of a list (section 6.1).
pub const LIST_BODY_CHARS_MAX: usize = 4096;
/// Reply buttons (section 6.1).
pub const BUTTONS: RangeInclusive<usize> = 1..=3;
/// `reply.id` (section 6.1).
pub const BUTTON_ID_CHARS_MAX: usize = 256;
/// `reply.title`, and the button that opens a list (section 6.1).
pub const BUTTON_CHARS_MAX: usize = 20;
/// Sections of a list or of products (section 6.1).
pub const SECTIONS: RangeInclusive<usize> = 1..=10;
/// A section's `title` (section 6.1).
pub const SECTION_CHARS_MAX: usize = 24;
/// Rows of a section, and of all sections together (section 6.1).
pub const ROWS: RangeInclusive<usize> = 1..=10;
/// `rows[].id` (section 6.1).
pub const ROW_ID_CHARS_MAX: usize = 200;
/// `rows[].title` (section 6.1).
pub const ROW_CHARS_MAX: usize = 24;
/// `rows[].description` (section 6.1).
pub const ROW_DESCRIPTION_CHARS_MAX: usize = 72;
/// `parameters.display_text` of a link (section 6.1) or a call (field).
pub const LINK_LABEL_CHARS_MAX: usize = 20;
/// `parameters.url` of a link (field).
pub const LINK_URL_CHARS_MAX: usize = 2000;
/// `flow_cta` (section 6.1).
pub const FLOW_LABEL_CHARS_MAX: usize = 30;
/// Products of a section, and of all sections together (section 6.1; together: field).
pub const PRODUCTS: RangeInclusive<usize> = 1..=30;
/// Cards of a carousel (section 6.1).
pub const CARDS: RangeInclusive<usize> = 2..=10;
/// `cards[].body.text` (field).
pub const CARD_BODY_CHARS_MAX: usize = 160;

/// `template.name` (section 7.2).
pub const TEMPLATE_NAME_CHARS_MAX: usize = 512;
/// `template.language.code` (field).
pub const LANGUAGE_CHARS: RangeInclusive<usize> = 2..=16;
/// The header's text with its parameter (section 7.2).
pub const TEMPLATE_HEADER_CHARS_MAX: usize = 60;
/// The body's text with its parameters (section 7.2), so no parameter can be longer.
pub const TEMPLATE_BODY_CHARS_MAX: usize = 1024;
/// A button's payload or the end of its address (field).
pub const TEMPLATE_PAYLOAD_CHARS_MAX: usize = 32_768;
/// `coupon_code` (field).
pub const COUPON_CODE_CHARS_MAX: usize = 20;
/// Buttons of a template (section 7.2).
pub const TEMPLATE_BUTTONS_MAX: usize = 10;
/// Cards of a template's carousel: an approved template has as many as it has (section 7.2; the most is field).
pub const TEMPLATE_CARDS: RangeInclusive<usize> = 1..=10;
/// Spaces in a row in a template's text parameter (field; code 132018).
pub const PARAMETER_SPACES_MAX: usize = 4;
