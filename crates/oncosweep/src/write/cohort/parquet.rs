//! The table as a Parquet file: one row group, values optional, text as UTF-8, numbers as doubles, counts as 64-bit integers.

use std::{io::Write, sync::Arc};

use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::{Type, TypePtr},
};
use serde_json::Value;

use super::{COLUMNS, Cohort, Kind};

impl Cohort {
    /// Writes the table as a Parquet file; missing is null.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_parquet(&self, out: &mut (impl Write + Send)) -> std::io::Result<()> {
        self.write_file(out).map_err(std::io::Error::other)
    }

    fn write_file(&self, out: &mut (impl Write + Send)) -> Result<(), ParquetError> {
        let columns = COLUMNS.iter().map(|column| field(column.name, column.kind));
        let fields = std::iter::once(field("SAMPLE_ID", Kind::Text)).chain(columns).collect::<Result<_, _>>()?;
        let schema = Arc::new(Type::group_type_builder("cohort").with_fields(fields).build()?);
        // The library's own name, so that its version does not change the bytes.
        let properties = WriterProperties::builder().set_created_by("oncosweep".into()).build();
        let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        let mut rows = file.next_row_group()?;
        let names = (Kind::Text, self.names.iter().map(|name| Value::from(name.as_str())).collect::<Vec<_>>());
        let columns = COLUMNS.iter().map(|column| (column.kind, self.values(column).collect()));
        for (kind, values) in std::iter::once(names).chain(columns) {
            let Some(mut column) = rows.next_column()? else { break };
            match kind {
                Kind::Text => write::<ByteArrayType>(&mut column, &values, |value| value.as_str().map(ByteArray::from))?,
                Kind::Number => write::<DoubleType>(&mut column, &values, Value::as_f64)?,
                Kind::Count => write::<Int64Type>(&mut column, &values, Value::as_i64)?,
            }
            column.close()?;
        }
        rows.close()?;
        file.close()?;
        Ok(())
    }
}

fn field(name: &str, kind: Kind) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Count => (Physical::INT64, None),
    };
    let made = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build()?;
    Ok(Arc::new(made))
}

fn write<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[Value],
    of: impl Fn(&Value) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let converted: Vec<Option<T::T>> = values.iter().map(of).collect();
    let levels: Vec<i16> = converted.iter().map(|value| i16::from(value.is_some())).collect();
    let present: Vec<T::T> = converted.into_iter().flatten().collect();
    column.typed::<T>().write_batch(&present, Some(&levels), None).map(drop)
}

#[cfg(test)]
mod tests {
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
    };
    use serde_json::json;

    use super::*;
    use crate::write::cohort::RowNames;

    fn profile(sample: &str) -> Value {
        json!({ "inputs": { "tumor": { "sample": sample, "reads": 5 } }, "qc": { "tumor": { "reads": 5 } }, "tool": { "version": "0" } })
    }

    /// Every value comes back as the row's own, and a kind that does not fit its column would be a null.
    #[test]
    fn reads_back_as_the_rows() {
        let mut one = profile("one");
        one["tmb"] = json!({ "per_mb": 3.5, "status": "low", "variants": 7, "reason": null });
        one["fusions"] = json!([{ "name": "A::B", "filter": "PASS" }]);
        let cohort = Cohort::new(vec![("1".into(), one), ("2".into(), profile("zwei \u{e4}"))], RowNames::Sample).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        cohort.write_parquet(&mut file).unwrap();
        let expected: Vec<serde_json::Map<String, Value>> = serde_json::from_str(&cohort.to_json().unwrap()).unwrap();
        let value = |field: &Field| match field {
            Field::Str(text) => Value::from(text.as_str()),
            Field::Double(number) => Value::from(*number),
            Field::Long(count) => Value::from(*count),
            _ => Value::Null,
        };
        let rows = SerializedFileReader::new(file).unwrap();
        let found: Vec<_> = rows
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect::<Vec<_>>())
            .collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found.len(), COLUMNS.len() + 1);
            assert!(found.iter().all(|(name, value)| &expected[name] == value), "{found:?} {expected:?}");
        }
    }
}
