using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>References run one way, so that the language knows no rule and the rules know no host.</summary>
public sealed class ReferenceRules
{
    private const string TheOneDoor = "src/WebFront/Hosting/InProcessSilo.cs";
    private const string TheDemo = "src/WebFront/Stations/DemoForecourt.cs";

    [Theory]
    [InlineData("src/GrainInterfaces/GrainInterfaces.csproj", "")]
    [InlineData("src/Grains/Grains.csproj", "GrainInterfaces")]
    [InlineData("src/Silo/Silo.csproj", "Grains WeChatSimulator")]
    [InlineData("src/WebFront/WebFront.csproj", "GrainInterfaces Silo ForecourtSimulator")]
    [InlineData("src/WeChatSimulator/WeChatSimulator.csproj", "")]
    [InlineData("src/ForecourtSimulator/ForecourtSimulator.csproj", "")]
    [InlineData("src/WireClients/WireClients.csproj", "")]
    [InlineData("load/load.csproj", "ForecourtSimulator WireClients peers")]
    [InlineData("load/peers/peers.csproj", "")]
    public void A_project_refers_only_to_what_lies_beneath_it(string project, string allowed) =>
        ShouldHold(
            $"{project} may refer to {(allowed.Length == 0 ? "no project of ours" : allowed)} alone.",
            References(project).Except(allowed.Split(' '))
        );

    [Fact]
    public void WebFront_touches_the_silo_in_one_file() =>
        ShouldHold(
            $"WebFront must run as well against a silo elsewhere: only {TheOneDoor} may name FuelGrains.Silo.",
            Under("src/WebFront", ".cs")
                .Where(f => f != TheOneDoor && Read(f).Contains("FuelGrains.Silo", StringComparison.Ordinal))
        );

    [Fact]
    public void WebFront_runs_simulated_sites_in_one_file() =>
        ShouldHold(
            $"Simulated sites are for the demo: only {TheDemo} may name FuelGrains.ForecourtSimulator.",
            Under("src/WebFront", ".cs")
                .Where(f => f != TheDemo && Read(f).Contains("FuelGrains.ForecourtSimulator", StringComparison.Ordinal))
        );

    [Fact]
    public void WebFront_knows_grains_by_their_interfaces_only() =>
        ShouldHold(
            $"Ask the grain through FuelGrains.GrainInterfaces: FuelGrains.Grains is another process's code (but for {TheOneDoor}).",
            Under("src/WebFront", ".cs")
                .Where(f => f != TheOneDoor && Read(f).Contains("FuelGrains.Grains.", StringComparison.Ordinal))
        );
}
