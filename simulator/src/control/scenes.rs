//! Starts scenes, and tells how far they are.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::request::{Json, Path};
use super::{Problem, ProblemBody, reachable};
use crate::ids;
use crate::scenes::{self, Progress, Run, Scene};
use crate::simulator::Simulator;

/// A scene that can be started.
#[derive(Serialize, ToSchema)]
struct Offered {
    name: &'static str,
    title: String,
    about: String,
    /// Key of the person it is about.
    customer: String,
    steps: usize,
}

/// A scene that was started.
#[derive(Serialize, ToSchema)]
pub(super) struct Told {
    id: String,
    #[serde(flatten)]
    progress: Progress,
}

impl Told {
    fn of(run: &Run) -> Self {
        Self { id: run.id.clone(), progress: run.progress() }
    }
}

/// What there is to play, and what was started.
#[derive(Serialize, ToSchema)]
pub(super) struct Listed {
    offered: Vec<Offered>,
    started: Vec<Told>,
}

/// The scenes.
#[utoipa::path(get, path = "/scenes", tag = "scenes", operation_id = "listScenes", responses((status = 200, body = Listed)))]
pub(super) async fn list(State(simulator): State<Simulator>) -> Json<Listed> {
    let offered = scenes::shipped().iter().filter_map(|shipped| {
        let scene = shipped.scene().ok()?;
        let customer = scene.person.key().to_owned();
        Some(Offered { name: shipped.name, title: scene.title, about: scene.about, customer, steps: scene.steps.len() })
    });
    let started = simulator.scenes().values().map(|run| Told::of(run)).collect();
    Json(Listed { offered: offered.collect(), started })
}

#[derive(Deserialize, ToSchema)]
pub(super) struct WantedScene {
    phone_number_id: String,
    /// A scene that `GET /control/scenes` offers.
    scene: Option<String>,
    /// Or one of your own.
    yaml: Option<String>,
}

/// Starts a scene; it goes on by the simulator's clock.
#[utoipa::path(post, path = "/scenes", tag = "scenes", operation_id = "startScene", request_body = WantedScene,
    responses((status = 202, body = Told), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn start(
    State(simulator): State<Simulator>,
    Json(wanted): Json<WantedScene>,
) -> Result<(StatusCode, Json<Told>), Problem> {
    let (business, _) = reachable(&simulator, &wanted.phone_number_id)?;
    let scene = scene(&wanted)?;
    let id = ids::decimal(simulator.random());
    let run = Arc::new(Run::new(id.clone(), wanted.phone_number_id, scene, simulator.stop().child_token()));
    simulator.scenes().insert(id, run.clone());
    let told = Told::of(&run);
    tokio::spawn(scenes::play(simulator.clone(), business, run));
    Ok((StatusCode::ACCEPTED, Json(told)))
}

fn scene(wanted: &WantedScene) -> Result<Scene, Problem> {
    let scene = match (&wanted.scene, &wanted.yaml) {
        (Some(name), None) => scenes::find(name).ok_or_else(|| Problem::not_found(format!("no scene is called {name:?}")))?.scene(),
        (None, Some(yaml)) => scenes::parse("yaml", yaml),
        _ => return Err(Problem::bad("name a scene, or send one of your own as yaml")),
    };
    scene.map_err(|error| Problem::bad(error.to_string()))
}

/// How far a scene is.
#[utoipa::path(get, path = "/scenes/{id}", tag = "scenes", operation_id = "getScene", params(("id" = String, Path)),
    responses((status = 200, body = Told), (status = 404, body = ProblemBody)))]
pub(super) async fn progress(State(simulator): State<Simulator>, Path(id): Path<String>) -> Result<Json<Told>, Problem> {
    Ok(Json(Told::of(&*find(&simulator, &id)?)))
}

/// Stops a scene where it is.
#[utoipa::path(delete, path = "/scenes/{id}", tag = "scenes", operation_id = "stopScene", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
pub(super) async fn stop(State(simulator): State<Simulator>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    find(&simulator, &id)?.stop.cancel();
    Ok(StatusCode::NO_CONTENT)
}

fn find(simulator: &Simulator, id: &str) -> Result<Arc<Run>, Problem> {
    simulator.scenes().get(id).cloned().ok_or_else(|| Problem::not_found(format!("no scene {id} was started")))
}
