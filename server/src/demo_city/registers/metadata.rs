//! What the registers say about themselves: X-Road's service metadata for REST.

use app::data_layer::catalogue;
use serde_json::{Value, json};

use crate::data_layer::exchange::{ALLOWED_METHODS, ListedService, Methods, ServiceId};
use crate::data_layer::openapi::described;
use crate::data_layer::records::DataSet;

/// The data sets of the subsystem that is asked, whichever of its services was named.
fn published(by: &ServiceId) -> Vec<DataSet> {
    DataSet::ALL
        .into_iter()
        .filter(|set| {
            let one = ServiceId::of(*set);
            (
                &one.instance,
                &one.member_class,
                &one.member_code,
                &one.subsystem,
            ) == (
                &by.instance,
                &by.member_class,
                &by.member_code,
                &by.subsystem,
            )
        })
        .collect()
}

/// The answer of a metadata service of a subsystem; `None` when it is none, or the subsystem publishes nothing. `query`
/// is what follows the path; `is_granted` whether the asker may call a data set.
pub fn answer(
    service: &ServiceId,
    query: &str,
    is_granted: impl Fn(DataSet) -> bool,
) -> Option<Value> {
    let sets = published(service);
    if sets.is_empty() {
        return None;
    }
    match service.service.as_str() {
        "listMethods" => Some(listed(&sets)),
        ALLOWED_METHODS => {
            let granted: Vec<DataSet> = sets.into_iter().filter(|set| is_granted(*set)).collect();
            Some(listed(&granted))
        }
        "getOpenAPI" => {
            let wanted = query.strip_prefix("?serviceCode=")?;
            let set = sets.into_iter().find(|set| set.address().2 == wanted)?;
            Some(described(set, catalogue().set(&set.code())?))
        }
        _ => None,
    }
}

fn method(set: DataSet) -> &'static str {
    if set.is_public() { "GET" } else { "POST" }
}

fn listed(sets: &[DataSet]) -> Value {
    let listed = |set: &DataSet| ListedService::of(&ServiceId::of(*set), method(*set));
    json!(Methods {
        service: sets.iter().map(listed).collect(),
    })
}
