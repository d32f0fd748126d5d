using CsCheck;
using FuelGrains.Grains.Campaigns.Hoarding;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Model;

/// <summary>
/// Random lives of a shard, with commits that fail on either side of the disk, staff that changes the campaign under it
/// and memory that is dropped, against a model that a reader can check by eye. A failure prints its seed and shrinks.
/// </summary>
public sealed class StockShardModelTests
{
    private const int Lives = 2_000;

    // Small, so that customers of a few orders come to both; a minute, so that some waits end before it and some after it.
    private static readonly Gen<HoardingOptions> AnyHoarding = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3])
        .Select(
            (letGo, lapsed) =>
                new HoardingOptions
                {
                    LetGoOrders = letGo,
                    LapsedHolds = lapsed,
                    GiveWay = TimeSpan.FromMinutes(1),
                }
        );

    private static readonly Gen<Step> AnyStep = Gen.Select(
            Gen.Frequency(
                (30, Gen.Const(StepKind.Hold)),
                (12, Gen.Const(StepKind.Replay)),
                (20, Gen.Const(StepKind.Commit)),
                (8, Gen.Const(StepKind.Cancel)),
                (6, Gen.Const(StepKind.Pay)),
                (14, Gen.Const(StepKind.Verb)),
                (6, Gen.Const(StepKind.Expire)),
                (6, Gen.Const(StepKind.Wait)),
                (2, Gen.Const(StepKind.StepBack)),
                (3, Gen.Const(StepKind.CommitThrows)),
                (3, Gen.Const(StepKind.CommitAnswerLost)),
                (1, Gen.Const(StepKind.GatewayAway)),
                (2, Gen.Const(StepKind.Reopen)),
                (2, Gen.Const(StepKind.Restock)),
                (2, Gen.Const(StepKind.Pause)),
                (1, Gen.Const(StepKind.Close)),
                (3, Gen.Const(StepKind.Lend))
            ),
            Gen.Int[0, 5],
            Gen.Int[0, 3],
            Gen.Int[0, 4],
            Gen.Int[0, 400]
        )
        .Select((kind, customer, key, quantity, seconds) => new Step(kind, customer, key, quantity, seconds));

    [Fact]
    public void Every_life_of_a_shard_agrees_with_the_model() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[1, 6], Gen.Int[1, 4], AnyHoarding, AnyStep.Array[1, 80])
            .Sample(
                (stock, perCustomer, maxBatch, hoarding, steps) =>
                {
                    var life = new StockShardModel(stock, perCustomer, maxBatch, hoarding);
                    foreach (var step in steps)
                        life.Take(step);
                    life.EndAndRetryEverything();
                },
                iter: Lives,
                print: life =>
                    $"stock {life.Item1}, {life.Item2} a customer, batches of {life.Item3}, at most {life.Item4.LetGoOrders} let go, "
                    + $"{life.Item4.LapsedHolds} lapsed give way: {string.Join("; ", life.Item5)}"
            );
}

internal enum StepKind
{
    Hold,
    Replay,
    Commit,
    Cancel,
    Pay,
    Verb,
    Expire,
    Wait,
    StepBack,
    CommitThrows,
    CommitAnswerLost,
    GatewayAway,
    Reopen,
    Restock,
    Pause,
    Close,
    Lend,
}

internal sealed record Step(StepKind Kind, int Customer, int Key, int Quantity, int Seconds)
{
    public override string ToString() => $"{Kind}({Customer},{Key},{Quantity},{Seconds})";
}
