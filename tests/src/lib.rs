//! pipeline-tests
