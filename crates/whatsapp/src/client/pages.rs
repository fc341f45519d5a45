//! Lists that come in pages.

use serde::de::DeserializeOwned;

use super::call::Call;
use super::types::Page;
use super::{Account, ClientError};

/// Most pages of a list that are read: 100 pages of 100.
const PAGES_MAX: usize = 100;
/// Elements asked for at once. The provider may send fewer.
const PAGE_ELEMENTS: &str = "100";

impl Account {
    /// Every element of the list at `path`, page by page. A list whose cursor stands still ends there.
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
                break;
            }
            after = next;
        }
        Ok(elements)
    }
}
