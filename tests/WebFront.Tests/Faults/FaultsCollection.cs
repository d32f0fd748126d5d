using Xunit;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>Tests that start several processes and measure time: one at a time, with nothing beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class FaultsCollection;
