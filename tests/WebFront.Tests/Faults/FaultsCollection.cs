using Xunit;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>Tests of a cluster that hold it to seconds: one at a time, with nothing beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class FaultsCollection;
