//! The table's stream, read as Lambda reads it.

use embedded::Embedded;
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};

/// More reads in a row than any play fills.
const READS_MAX: usize = 50;

/// A reader, and where it stands.
pub struct Stream {
    client: Client<HttpConnector, Full<Bytes>>,
    endpoint: String,
    iterator: String,
}

impl Stream {
    /// From the first record on.
    ///
    /// # Panics
    /// Where the table has no stream.
    pub async fn open(table: &Embedded) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let mut stream = Self { client, endpoint: table.endpoint.clone(), iterator: String::new() };
        let streams = stream.call("ListStreams", &json!({ "TableName": table.table })).await;
        let arn = &streams["Streams"][0]["StreamArn"];
        let described = stream.call("DescribeStream", &json!({ "StreamArn": arn })).await;
        let shard = &described["StreamDescription"]["Shards"][0]["ShardId"];
        let from = json!({ "StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON" });
        stream.iterator = text(&stream.call("GetShardIterator", &from).await["ShardIterator"]);
        stream
    }

    /// The records that came since the last look, in their order.
    ///
    /// # Panics
    /// Where the stream has no end.
    pub async fn news(&mut self) -> Vec<Value> {
        let mut news = Vec::new();
        for _ in 0..READS_MAX {
            let page = self.call("GetRecords", &json!({ "ShardIterator": self.iterator })).await;
            let records = page["Records"].as_array().expect("a page of records");
            if records.is_empty() {
                return news;
            }
            news.extend(records.iter().cloned());
            self.iterator = text(&page["NextShardIterator"]);
        }
        panic!("the stream has no end")
    }

    async fn call(&self, operation: &str, body: &Value) -> Value {
        let request = Request::post(&self.endpoint)
            .header("x-amz-target", format!("DynamoDBStreams_20120810.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .header("authorization", "AWS4-HMAC-SHA256 Credential=test/20261123/eu-west-3/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .header("x-amz-date", "20261123T000000Z")
            .body(Full::from(body.to_string()))
            .expect("a sound request");
        let answer = self.client.request(request).await.expect("the stream answers");
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a whole answer").to_bytes();
        let json = serde_json::from_slice(&body).expect("answers are JSON");
        assert!(status.is_success(), "{operation}: {json}");
        json
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
