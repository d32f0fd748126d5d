using CsCheck;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>
/// Random lives of a group-buy campaign. A failure prints its seed and shrinks.
/// </summary>
public sealed class TeamModelTests
{
    private const int Lives = 4_000;

    private static readonly Gen<TeamStep> AnyStep = Gen.Select(
            Gen.Frequency(
                (14, Gen.Const(TeamStepKind.Open)),
                (26, Gen.Const(TeamStepKind.Join)),
                (4, Gen.Const(TeamStepKind.Replay)),
                (24, Gen.Const(TeamStepKind.Pay)),
                (6, Gen.Const(TeamStepKind.Prepare)),
                (4, Gen.Const(TeamStepKind.Cancel)),
                (4, Gen.Const(TeamStepKind.FinishClosing)),
                (3, Gen.Const(TeamStepKind.Fulfil)),
                (3, Gen.Const(TeamStepKind.Return)),
                (5, Gen.Const(TeamStepKind.Leave)),
                (2, Gen.Const(TeamStepKind.StaffCloses)),
                (8, Gen.Const(TeamStepKind.Expire)),
                (8, Gen.Const(TeamStepKind.Wait)),
                (30, Gen.Const(TeamStepKind.Commit)),
                (3, Gen.Const(TeamStepKind.CommitThrows)),
                (3, Gen.Const(TeamStepKind.AnswerLost)),
                (6, Gen.Const(TeamStepKind.Settle)),
                (2, Gen.Const(TeamStepKind.Reopen)),
                (1, Gen.Const(TeamStepKind.CloseSale))
            ),
            Gen.Int[0, 5],
            Gen.Int[0, 5],
            Gen.Int[0, 400]
        )
        .Select((kind, customer, key, which) => new TeamStep(kind, customer, key, which));

    [Fact]
    public void Every_life_of_a_campaign_keeps_the_invariants_of_a_group_buy() =>
        Gen.Select(
                Gen.Int[1, 8],
                Gen.Int[1, 4],
                Gen.Int[1, 5],
                Gen.Int[0, 1].Select(v => v * 60),
                AnyStep.Array[1, 150]
            )
            .Sample(
                (stock, limit, maxBatch, percent, steps) =>
                {
                    var life = new TeamModel(stock, limit, maxBatch, percent);
                    foreach (var step in steps)
                        life.Take(step);
                    life.EndEverything();
                },
                iter: Lives,
                print: life =>
                    $"stock {life.Item1} a shard, {life.Item2} a customer, batches of {life.Item3}, {life.Item4} %: "
                    + string.Join("; ", life.Item5)
            );
}

internal enum TeamStepKind
{
    Open,
    Join,
    Replay,
    Pay,
    Prepare,
    Cancel,
    FinishClosing,
    Fulfil,
    Return,
    Leave,
    StaffCloses,
    Expire,
    Wait,
    Commit,
    CommitThrows,
    AnswerLost,
    Settle,
    Reopen,
    CloseSale,
}

internal sealed record TeamStep(TeamStepKind Kind, int Customer, int Key, int Which)
{
    public override string ToString() => $"{Kind}({Customer},{Key},{Which})";
}
