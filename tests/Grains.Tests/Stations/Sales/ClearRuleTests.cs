using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Sales;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Sales;

/// <summary>The meaning of a site's answer to CLEAR.</summary>
public sealed class ClearRuleTests
{
    [Theory]
    [InlineData(200, 1, ClearOutcome.Settled)]
    [InlineData(200, 2, ClearOutcome.Settled)]
    [InlineData(410, 2, ClearOutcome.Settled)]
    [InlineData(410, 1, ClearOutcome.BackOffice)]
    [InlineData(403, 1, ClearOutcome.NotPermitted)]
    [InlineData(403, 2, ClearOutcome.PaidInside)]
    [InlineData(404, 1, ClearOutcome.BackOffice)]
    [InlineData(404, 2, ClearOutcome.BackOffice)]
    [InlineData(500, 2, ClearOutcome.NoAnswer)]
    [InlineData(SiteCode.NoAnswer, 1, ClearOutcome.NoAnswer)]
    [InlineData(SiteCode.Unreadable, 49, ClearOutcome.NoAnswer)]
    [InlineData(SiteCode.Unreadable, 50, ClearOutcome.BackOffice)]
    public void An_answer_to_clear_means(int code, long tries, ClearOutcome outcome) =>
        ClearRule.Evaluate(code, tries).ShouldBe(outcome);
}
