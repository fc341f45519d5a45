//! Reply buttons and lists.

use serde_json::{Value, json};

use super::super::content::{member, with};
use super::super::invalid::{Fault, Invalid, count, optional, text, unique};
use super::super::limits::{
    BUTTON_CHARS_MAX, BUTTON_ID_CHARS_MAX, BUTTONS, LIST_BODY_CHARS_MAX, ROW_CHARS_MAX, ROW_DESCRIPTION_CHARS_MAX, ROW_ID_CHARS_MAX, ROWS,
    SECTION_CHARS_MAX, SECTIONS,
};
use super::Interactive;

const SECTION_TITLE: &str = "interactive.action.sections.title";

/// A button; a tap on it comes back with its id and title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyButton {
    id: String,
    title: String,
}

impl ReplyButton {
    /// # Errors
    /// Empty, or longer than [`BUTTON_ID_CHARS_MAX`] or [`BUTTON_CHARS_MAX`].
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self {
            id: text("interactive.action.buttons.reply.id", id, BUTTON_ID_CHARS_MAX)?,
            title: text("interactive.action.buttons.reply.title", title, BUTTON_CHARS_MAX)?,
        })
    }
}

/// A row of a list; a tap on it comes back with all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    id: String,
    title: String,
    description: Option<String>,
}

impl Row {
    /// # Errors
    /// Empty, or longer than [`ROW_ID_CHARS_MAX`] or [`ROW_CHARS_MAX`].
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self {
            id: text("interactive.action.sections.rows.id", id, ROW_ID_CHARS_MAX)?,
            title: text("interactive.action.sections.rows.title", title, ROW_CHARS_MAX)?,
            description: None,
        })
    }

    /// Small text below the title. Empty is none.
    ///
    /// # Errors
    /// Longer than [`ROW_DESCRIPTION_CHARS_MAX`].
    pub fn description(mut self, description: impl Into<String>) -> Result<Self, Invalid> {
        self.description = optional("interactive.action.sections.rows.description", description, ROW_DESCRIPTION_CHARS_MAX)?;
        Ok(self)
    }

    fn into_value(self) -> Value {
        with(json!({"id": self.id, "title": self.title}), member("description", self.description))
    }
}

/// Rows under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    title: Option<String>,
    rows: Vec<Row>,
}

impl Section {
    /// The title may be empty in a list of one section.
    ///
    /// # Errors
    /// No rows or too many, or a title longer than [`SECTION_CHARS_MAX`].
    pub fn new(title: impl Into<String>, rows: Vec<Row>) -> Result<Self, Invalid> {
        count("interactive.action.sections.rows", rows.len(), &ROWS)?;
        Ok(Self { title: optional(SECTION_TITLE, title, SECTION_CHARS_MAX)?, rows })
    }

    fn into_value(self) -> Value {
        let rows: Vec<Value> = self.rows.into_iter().map(Row::into_value).collect();
        with(json!({"rows": rows}), member("title", self.title))
    }
}

/// Titles can be left out only where there is nothing to tell apart.
pub(super) fn check_titles<'a>(titles: impl ExactSizeIterator<Item = &'a Option<String>>) -> Result<(), Invalid> {
    let sections = titles.len();
    count("interactive.action.sections", sections, &SECTIONS)?;
    let untitled = titles.filter(|title| title.is_none()).count();
    if sections > 1 && untitled > 0 { Err(Invalid::new(SECTION_TITLE, Fault::Missing)) } else { Ok(()) }
}

impl Interactive {
    /// One to three buttons.
    ///
    /// # Errors
    /// Two with one id or one title, too many, or a limit of the body.
    pub fn buttons(body: impl Into<String>, buttons: Vec<ReplyButton>) -> Result<Self, Invalid> {
        count("interactive.action.buttons", buttons.len(), &BUTTONS)?;
        unique("interactive.action.buttons.reply.title", buttons.iter().map(|button| button.title.as_str()))?;
        unique("interactive.action.buttons.reply.id", buttons.iter().map(|button| button.id.as_str()))?;
        let wire = |button: ReplyButton| json!({"type": "reply", "reply": {"id": button.id, "title": button.title}});
        let buttons: Vec<Value> = buttons.into_iter().map(wire).collect();
        Self::new("button", body, json!({"buttons": buttons}))
    }

    /// Up to ten rows in all, behind a button.
    ///
    /// # Errors
    /// Two rows with one id, too many rows or sections, a missing title, or a limit of body or button.
    pub fn list(body: impl Into<String>, button: impl Into<String>, sections: Vec<Section>) -> Result<Self, Invalid> {
        let body = text("interactive.body.text", body, LIST_BODY_CHARS_MAX)?;
        let button = text("interactive.action.button", button, BUTTON_CHARS_MAX)?;
        check_titles(sections.iter().map(|section| &section.title))?;
        let rows = || sections.iter().flat_map(|section| &section.rows);
        count("interactive.action.sections.rows", rows().count(), &ROWS)?;
        unique("interactive.action.sections.rows.id", rows().map(|row| row.id.as_str()))?;
        let sections: Vec<Value> = sections.into_iter().map(Section::into_value).collect();
        let action = json!({"button": button, "sections": sections});
        Ok(Self { kind: "list", header: None, body: Some(body), footer: None, action })
    }
}
