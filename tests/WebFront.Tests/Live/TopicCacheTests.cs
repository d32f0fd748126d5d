using FuelGrains.WebFront.Live;
using FuelGrains.WebFront.Tests.Ops;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>A full cache of topics makes room for what is asked for now, and never loses count of viewers.</summary>
public sealed class TopicCacheTests : IDisposable
{
    private const int Capacity = 3;

    private readonly StoppedWatch _time = new();
    private readonly Cache _cache;

    public TopicCacheTests() => _cache = new(_time);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task A_full_cache_drops_what_is_over_before_the_idlest()
    {
        await FillAsync();
        (await FindAsync(2)).Over = true;
        await FindAsync(4);
        _cache.Known(2).ShouldBeNull();
        await FindAsync(5);
        Known().ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task Use_keeps_a_topic_and_a_flood_of_ended_ones_leaves_the_live_ones_alone()
    {
        await FillAsync();
        (await FindAsync(3)).Over = true;
        for (var i = 0; i < 100; i++)
            (await FindAsync(1_000 + i)).Over = true;
        _cache.Known(1).ShouldNotBeNull();
        _cache.Known(2).ShouldNotBeNull();
        _cache.Topics.Count().ShouldBe(Capacity);
    }

    [Fact]
    public async Task A_watched_topic_stays_and_a_further_one_is_served_without_viewers()
    {
        await FillAsync();
        var viewer = new Viewer();
        foreach (var key in new[] { 1, 2, 3 })
            (await FindAsync(key)).Viewers.TryAdd(viewer).ShouldBeTrue();
        var stray = await FindAsync(4);
        stray.Key.ShouldBe(4);
        stray.Viewers.TryAdd(viewer).ShouldBeFalse();
        Known().ShouldBe([1, 2, 3]);

        _cache.Known(1)!.Viewers.Remove(viewer);
        var fourth = await FindAsync(4);
        fourth.Viewers.TryAdd(viewer).ShouldBeTrue();
        fourth.Viewers.Count.ShouldBe(1);
        Known().ShouldBe([2, 3, 4]);
        // A caller who held on to a topic outside the cache finds that out.
        stray.Viewers.TryAdd(viewer).ShouldBeFalse();
        stray.Viewers.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_topic_that_was_dropped_takes_no_viewer_and_is_found_anew()
    {
        await FillAsync();
        var first = await FindAsync(1);
        _time.Go(TimeSpan.FromMinutes(11));
        _cache.Evict();
        first.Viewers.TryAdd(new Viewer()).ShouldBeFalse();
        var again = await FindAsync(1);
        again.ShouldNotBe(first);
        again.Viewers.TryAdd(new Viewer()).ShouldBeTrue();
        _time.Go(TimeSpan.FromMinutes(11));
        _cache.Evict();
        _cache.Known(1).ShouldBe(again);
    }

    [Fact]
    public async Task A_crowd_that_comes_to_a_topic_at_once_costs_one_look_up()
    {
        _cache.Loading = new();
        var crowd = Enumerable.Range(0, 100).Select(_ => _cache.FindAsync(7).AsTask()).ToArray();
        _cache.Loading.SetResult();
        (await Task.WhenAll(crowd)).Distinct().ShouldHaveSingleItem().ShouldBe(_cache.Known(7));
        _cache.Loads.ShouldBe(1);
    }

    private async Task FillAsync()
    {
        for (var key = 1; key <= Capacity; key++)
            await FindAsync(key);
    }

    private async Task<Topic> FindAsync(int key)
    {
        _time.Go(TimeSpan.FromSeconds(1));
        return (await _cache.FindAsync(key)).ShouldNotBeNull();
    }

    private int[] Known() => [.. _cache.Topics.Select(topic => topic.Key).Order()];

    private sealed class Topic(int key, TimeProvider time) : CachedTopic<string>("first", time)
    {
        public int Key => key;

        public bool Over { get; set; }

        public override bool IsOver => Over;

        public override (long Epoch, long Revision) VersionOf(string update) => (0, 0);

        protected override LiveUpdate MessageOf(string update, DateTimeOffset now) =>
            new("topic", 0, 0, 0, now, update);
    }

    private sealed class Viewer() : Subscription(null!)
    {
        public override SerializedHubMessage? Take() => null;

        public override void End() { }
    }

    private sealed class Cache(TimeProvider time) : TopicCache<int, Topic, string>(Capacity)
    {
        public int Loads { get; private set; }

        public TaskCompletionSource? Loading { get; set; }

        protected override async Task<Topic?> LoadAsync(int key)
        {
            Loads++;
            if (Loading is { } loading)
                await loading.Task;
            return new(key, time);
        }
    }
}
