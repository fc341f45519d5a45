//! Lists that come in pages.

use serde::de::DeserializeOwned;

use super::call::Call;
use super::types::Page;
use super::{Account, ClientError};

/// Most pages of a list that are read. The longest list, 64 000 blocked users, has 640 full ones.
const PAGES_MAX: usize = 1000;
/// Elements asked for at once. The provider may send fewer.
const PAGE_ELEMENTS: &str = "100";

impl Account {
    /// Every element of the list at `path`, page by page. A list whose cursor stands still ends there.
    ///
    /// # Errors
    /// [`ClientError::EndlessList`] for one that goes on after [`PAGES_MAX`].
    pub(super) async fn pages<T: DeserializeOwned>(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Vec<T>, ClientError> {
        let mut elements = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = query.to_vec();
            query.push(("limit", PAGE_ELEMENTS));
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page: Page<T> = self.call(Call::get(path).query(&query)).await?;
            elements.extend(page.data);
            let next = page.paging.after();
            if next.is_none() || next == after {
                return Ok(elements);
            }
            after = next;
        }
        Err(ClientError::EndlessList { pages: PAGES_MAX })
    }
}
