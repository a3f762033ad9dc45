//! What the registers say about themselves: X-Road's service metadata for REST.

use serde_json::{Value, json};

use crate::data_layer::exchange::{Client, INSTANCE, MEMBER_CLASS, ServiceId};
use crate::data_layer::records::DataSet;

/// Whether this client may call this data set. The portal may call all; the directory of offices is open to everybody
/// in the instance.
pub fn is_granted(client: &Client, set: DataSet) -> bool {
    *client == Client::portal() || (client.instance == INSTANCE && set.is_public())
}

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

/// The answer of a metadata service of a subsystem; `None` when it is none, or the subsystem publishes nothing.
/// `query` is what follows the path.
pub fn answer(service: &ServiceId, query: &str, client: &Client) -> Option<Value> {
    let sets = published(service);
    if sets.is_empty() {
        return None;
    }
    match service.service.as_str() {
        "listMethods" => Some(listed(&sets)),
        "allowedMethods" => {
            let granted: Vec<DataSet> = sets
                .into_iter()
                .filter(|set| is_granted(client, *set))
                .collect();
            Some(listed(&granted))
        }
        "getOpenAPI" => {
            let wanted = query.strip_prefix("?serviceCode=")?;
            let set = sets.into_iter().find(|set| set.address().2 == wanted)?;
            Some(described(set))
        }
        _ => None,
    }
}

fn method(set: DataSet) -> &'static str {
    if set.is_public() { "GET" } else { "POST" }
}

fn listed(sets: &[DataSet]) -> Value {
    let services: Vec<Value> = sets
        .iter()
        .map(|set| {
            let (member_code, subsystem, service) = set.address();
            json!({
                "object_type": "SERVICE",
                "xroad_instance": INSTANCE,
                "member_class": MEMBER_CLASS,
                "member_code": member_code,
                "subsystem_code": subsystem,
                "service_code": service,
                "service_type": "OPENAPI",
                "endpoint_list": [{ "method": method(*set), "path": "/" }],
            })
        })
        .collect();
    json!({ "service": services })
}

/// As much of OpenAPI as a reader needs to make the call.
fn described(set: DataSet) -> Value {
    let question = if set.is_written() {
        json!({
            "type": "object",
            "required": ["reference", "fields"],
            "properties": {
                "reference": { "type": "string" },
                "fields": {
                    "type": "object",
                    "required": set.needs(),
                    "additionalProperties": { "type": "string" },
                },
            },
        })
    } else {
        json!({
            "type": "object",
            "required": ["number"],
            "properties": { "number": { "type": "string", "pattern": "^[0-9]{17}[0-9X]$" } },
        })
    };
    let mut operation = json!({
        "operationId": set.address().2,
        "responses": {
            "200": { "description": "what the register holds, or what was entered" },
            "404": { "description": "no record" },
            "409": { "description": "refused: something stands in the way" },
            "422": { "description": "refused: the entry will not do" },
        },
    });
    if !set.is_public() {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": question } },
        });
    }
    if set.is_written() {
        operation["parameters"] = json!([{
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "schema": { "type": "string", "maxLength": 255 },
        }]);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": set.code(), "version": "1" },
        "paths": { "/": { method(set).to_lowercase(): operation } },
    })
}
