using System.CommandLine;

namespace FuelGrains.Load.Workloads.GroupBuys;

internal sealed class GroupBuysSettings(ParseResult given) : FaultedWorkloadSettings(given)
{
    public int TeamOpenSeconds => Number("--team-open");
    public TimeSpan ArriveWithin => Seconds("--arrive-within");
    public Shares Shares { get; } = SharesOf(given, Behaviours.OfTeams);

    public static void Declare(Command command)
    {
        Declare(command, payWithin: 40);
        command.Number("--team-open", "Seconds that a team stays open.", 75, 60, 86_400);
        command.Number("--arrive-within", "Seconds in which the customers arrive.", 30, 1, 3_600);
        Declare(command, Behaviours.OfTeams);
    }
}
