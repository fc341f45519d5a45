//! What the provider decides about templates of its own accord: it pauses, disables and reinstates them, and rates their quality.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::request::{Json, Query};
use super::{Items, Problem, ProblemBody, WhichNumber, business};
use crate::graph::templates::review;
use crate::simulator::Simulator;
use crate::world::{Template, TemplateStatus};

/// A template as it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Standing {
    template_id: String,
    name: String,
    language: String,
    /// `PENDING`, `APPROVED`, `REJECTED`, `PAUSED` or `DISABLED`.
    status: String,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    quality: String,
}

impl Standing {
    fn of(template: &Template, now_ms: i64) -> Self {
        Self {
            template_id: template.id.clone(),
            name: template.name.clone(),
            language: template.language.clone(),
            status: template.status_at(now_ms).word().to_owned(),
            quality: template.quality.clone(),
        }
    }
}

/// A decision: one of the two at least.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    template_id: String,
    #[serde(default)]
    status: Option<Decided>,
    #[serde(default)]
    quality: Option<Quality>,
}

/// What a template's status becomes; `APPROVED` reinstates it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Decided {
    Approved,
    Paused,
    Disabled,
}

impl From<Decided> for TemplateStatus {
    fn from(decided: Decided) -> Self {
        match decided {
            Decided::Approved => Self::Approved,
            Decided::Paused => Self::Paused,
            Decided::Disabled => Self::Disabled,
        }
    }
}

/// How customers take a template.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Quality {
    Green,
    Yellow,
    Red,
    Unknown,
}

impl Quality {
    fn word(self) -> &'static str {
        match self {
            Self::Green => "GREEN",
            Self::Yellow => "YELLOW",
            Self::Red => "RED",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// The templates of a business, by name and language.
#[utoipa::path(get, path = "/templates", tag = "trouble", operation_id = "listTemplates", params(WhichNumber),
    responses((status = 200, body = Items<Standing>), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn list(State(simulator): State<Simulator>, Query(of): Query<WhichNumber>) -> Result<Json<Items<Standing>>, Problem> {
    let business = business(&simulator, &of.phone_number_id)?;
    let now_ms = simulator.clock().now_ms();
    let mut items: Vec<Standing> = simulator.read(|world| {
        let of_account = world.templates.values().filter(|template| template.waba_id == business.waba_id);
        of_account.map(|template| Standing::of(template, now_ms)).collect()
    });
    items.sort_by(|a, b| (&a.name, &a.language).cmp(&(&b.name, &b.language)));
    Ok(Json(Items { items }))
}

/// Pauses, disables or reinstates a template, or rates it: `message_template_status_update` and `message_template_quality_update`
/// follow. The template afterwards.
#[utoipa::path(post, path = "/templates", tag = "trouble", operation_id = "decideTemplate", request_body = Decision,
    responses((status = 200, body = Standing), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn change(State(simulator): State<Simulator>, Json(wanted): Json<Decision>) -> Result<Json<Standing>, Problem> {
    if wanted.status.is_none() && wanted.quality.is_none() {
        return Err(Problem::bad("say which status or quality the template gets, or both"));
    }
    let id = &wanted.template_id;
    // Why it is paused comes before that it is.
    let rated = wanted.quality.is_none_or(|quality| review::set_quality(&simulator, id, quality.word()));
    let decided = rated && wanted.status.is_none_or(|status| review::set_status(&simulator, id, status.into()));
    let now_ms = simulator.clock().now_ms();
    let standing = simulator.read(|world| world.templates.get(id).map(|template| Standing::of(template, now_ms)));
    let missing = || Problem::not_found(format!("no template has id {id}: GET /control/templates lists those of a business"));
    standing.filter(|_| decided).map(Json).ok_or_else(missing)
}
