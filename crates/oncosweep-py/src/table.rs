//! Tables for polars, pandas, duckdb and whoever else reads the Arrow C stream.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray, ffi_stream::FFI_ArrowArrayStream,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyBool, PyCapsule, PyFloat, PyInt, PyList, PyString},
};

/// A column's values: the narrowest of boolean, integer, float and text that holds them all; a column of `None` is text.
fn column(values: &Bound<'_, PyList>) -> PyResult<(DataType, ArrayRef)> {
    let (mut bools, mut ints, mut floats, mut texts) = (0usize, 0usize, 0usize, 0usize);
    for value in values {
        // bool is a subclass of int in Python, so it is asked first.
        if value.is_none() {
        } else if value.is_instance_of::<PyBool>() {
            bools += 1;
        } else if value.is_instance_of::<PyInt>() {
            ints += 1;
        } else if value.is_instance_of::<PyFloat>() {
            floats += 1;
        } else {
            texts += 1;
        }
    }
    Ok(if texts == 0 && bools > 0 && ints + floats == 0 {
        (DataType::Boolean, Arc::new(values.extract::<Vec<Option<bool>>>()?.into_iter().collect::<BooleanArray>()))
    } else if texts + bools == 0 && floats > 0 {
        (DataType::Float64, Arc::new(values.extract::<Vec<Option<f64>>>()?.into_iter().collect::<Float64Array>()))
    } else if texts + bools == 0 && ints > 0 {
        (DataType::Int64, Arc::new(values.extract::<Vec<Option<i64>>>()?.into_iter().collect::<Int64Array>()))
    } else {
        let text = |value: Bound<'_, PyAny>| -> PyResult<Option<String>> {
            Ok(if value.is_none() {
                None
            } else if let Ok(text) = value.cast::<PyString>() {
                Some(text.extract()?)
            } else {
                Some(value.str()?.extract()?)
            })
        };
        let array: StringArray = values.iter().map(text).collect::<PyResult<Vec<_>>>()?.into_iter().collect();
        (DataType::Utf8, Arc::new(array))
    })
}

/// An Arrow C stream (PyCapsule protocol) of one batch, from `(name, list of values)` pairs of equal length.
#[pyfunction]
pub fn arrow_stream<'py>(py: Python<'py>, columns: Vec<(String, Bound<'py, PyList>)>) -> PyResult<Bound<'py, PyCapsule>> {
    let bad = |e: ArrowError| PyValueError::new_err(e.to_string());
    let mut fields = Vec::with_capacity(columns.len());
    let mut arrays = Vec::with_capacity(columns.len());
    for (name, values) in &columns {
        let (kind, array) = column(values)?;
        fields.push(Field::new(name, kind, true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let batches = if columns.is_empty() { vec![] } else { vec![Ok(RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(bad)?)] };
    let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, schema)));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}
