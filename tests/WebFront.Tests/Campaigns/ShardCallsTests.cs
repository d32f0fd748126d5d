using System.Collections.Immutable;
using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Tests.Ops;

namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>A node's requests to a shard leave together, in the order in which they came, and each caller gets its own answer.</summary>
public sealed class ShardCallsTests
{
    private readonly StoppedWatch _time = new();
    private readonly List<(ImmutableArray<int> Requests, TaskCompletionSource<ImmutableArray<string>> Reply)> _sent =
    [];
    private readonly ShardCalls<int, string> _calls;

    public ShardCallsTests() =>
        _calls = new(
            requests =>
            {
                _sent.Add((requests, new()));
                return _sent[^1].Reply.Task;
            },
            outcome => $"{outcome}",
            _time
        );

    [Fact]
    public async Task Requests_that_come_while_calls_are_on_their_way_leave_together_in_their_order()
    {
        var asked = Enumerable.Range(0, 10).Select(_calls.SendAsync).ToList();
        _sent
            .Select(call => call.Requests.ToArray())
            .ShouldBe([
                [0],
                [1],
            ]);

        Answer(0);
        await asked[0];
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(5), () => Task.FromResult(_sent.Count == 3));
        _sent[2].Requests.ShouldBe([2, 3, 4, 5, 6, 7, 8, 9]);

        Answer(2);
        Answer(1);
        (await Task.WhenAll(asked)).ShouldBe(Enumerable.Range(0, 10).Select(request => $"reply to {request}"));
    }

    [Fact]
    public async Task A_call_that_fails_fails_for_its_own_requests_and_the_next_one_leaves()
    {
        var asked = Enumerable.Range(0, 4).Select(_calls.SendAsync).ToList();
        _sent[0].Reply.SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(asked[0]);
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(5), () => Task.FromResult(_sent.Count == 3));
        Answer(2);
        (await asked[3]).ShouldBe("reply to 3");
        asked[1].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_takes_256_requests_and_the_others_wait_for_the_next_one()
    {
        var asked = Enumerable.Range(0, 600).Select(_calls.SendAsync).ToList();
        Answer(0);
        await asked[0];
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(5), () => Task.FromResult(_sent.Count == 3));
        _sent[2].Requests.Length.ShouldBe(256);
    }

    [Fact]
    public async Task A_request_that_waited_too_long_is_not_sent_and_may_be_asked_again()
    {
        var asked = Enumerable.Range(0, 3).Select(_calls.SendAsync).ToList();
        _time.Go(TimeSpan.FromSeconds(3));
        var later = _calls.SendAsync(3);
        Answer(0);
        (await asked[2]).ShouldBe(nameof(HoldOutcome.Retry));
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(5), () => Task.FromResult(_sent.Count == 3));
        _sent[2].Requests.ShouldBe([3]);
        later.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task With_20000_waiting_one_more_is_refused()
    {
        foreach (var request in Enumerable.Range(0, 20_002))
            _ = _calls.SendAsync(request);
        (await _calls.SendAsync(20_002)).ShouldBe(nameof(HoldOutcome.Busy));
    }

    private void Answer(int call) =>
        _sent[call].Reply.SetResult([.. _sent[call].Requests.Select(request => $"reply to {request}")]);
}
