using CsCheck;
using FuelGrains.Grains.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class SlotRunsTests
{
    [Fact]
    public void Slots_come_out_as_they_went_in_in_runs_or_not() =>
        // A step from -3 to 2 adds the slot that lies so far from the last one plus one: zero continues a run. A null takes one out.
        Gen.Frequency(
                (2, Gen.Int[-3, 2].Select(step => (int?)step)),
                (3, Gen.Const((int?)0)),
                (4, Gen.Const((int?)null))
            )
            .Array[0, 60]
            .Sample(steps =>
            {
                var (runs, queue, last) = (new SlotRuns(), new Queue<int>(), 100);
                foreach (var step in steps)
                {
                    if (step is { } by)
                    {
                        last += 1 + by;
                        runs.Enqueue(last);
                        queue.Enqueue(last);
                    }
                    else if (runs.TryPeek(out var next))
                    {
                        next.ShouldBe(queue.Peek());
                        runs.Dequeue().ShouldBe(queue.Dequeue());
                    }
                    else
                        queue.ShouldBeEmpty();
                }
            });
}
