using System.CommandLine;

namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>The options of the group-buy workload.</summary>
internal sealed class GroupBuysSettings : FaultedWorkloadSettings
{
    public GroupBuysSettings(ParseResult given)
        : base(given) => ShouldBePercent(Shares.Sum);

    public int TeamOpenSeconds => Number("--team-open");
    public TimeSpan ArriveWithin => Seconds("--arrive-within");

    public TeamBehaviourShares Shares =>
        new(
            Number("--never"),
            Number("--late"),
            Number("--twice"),
            Number("--leave"),
            Number("--lead"),
            Number("--again"),
            Number("--more")
        );

    public static void Declare(Command command)
    {
        Declare(command, payWithin: 40);
        command.Number("--team-open", "Seconds that a team stays open.", 75, 60, 86_400);
        command.Number("--arrive-within", "Seconds in which the customers arrive.", 30, 1, 3_600);
        command.Share("--never", "never pay", 8);
        command.Share("--late", "pay after payBy", 5);
        command.Share("--twice", "pay twice", 4);
        command.Share("--leave", "leave their team", 6);
        command.Share("--lead", "open a team and leave it to others", 4);
        command.Share("--again", "send the same key again", 5);
        command.Share("--more", "want more than one seat", 6);
    }
}
