using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Tests.Campaigns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.TestingHost;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Customers;

/// <summary>The one owner of the access token: fetched once for all, ahead of its end, and not again and again.</summary>
public sealed class AccessTokenGrainTests : IAsyncLifetime
{
    private readonly Fetches _weChat = new();
    private readonly ManualTime _time = new(new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero));
    private InProcessTestCluster _cluster = null!;

    private IAccessTokenGrain Grain => _cluster.Client.GetGrain<IAccessTokenGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
                silo.Services.AddSingleton<IWeChatMessages>(_weChat);
            }
        );
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Whoever_asks_while_it_is_fetched_gets_the_same()
    {
        _weChat.Gate = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 50).Select(_ => Grain.GetAsync()).ToList();
        _weChat.Answer(Token(1));
        _weChat.Gate.SetResult();
        (await Task.WhenAll(asked)).ShouldAllBe(t => t == "token-1");
        (await Grain.GetAsync()).ShouldBe("token-1");
        _weChat.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_refreshed_before_it_ends_and_the_old_one_serves_meanwhile()
    {
        _weChat.Answer(Token(1));
        (await Grain.GetAsync()).ShouldBe("token-1");
        _time.Now += TimeSpan.FromMinutes(116.5);
        (_weChat.Gate, var first) = (
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            "token-1"
        );
        _weChat.Answer(Token(2));
        for (var i = 0; i < 5; i++)
            (await Grain.GetAsync()).ShouldBe(first);
        _weChat.Gate.SetResult();
        while (await Grain.GetAsync() == first)
            await Task.Yield();
        (await Grain.GetAsync()).ShouldBe("token-2");
        _weChat.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_invalid_token_is_replaced_at_most_once_a_minute()
    {
        _weChat.Answer(Token(1));
        (await Grain.GetAsync()).ShouldBe("token-1");
        (await Grain.GetAsync("token-1")).ShouldBeNull("it was fetched a moment ago");
        _weChat.Count.ShouldBe(1);
        _time.Now += TimeSpan.FromSeconds(61);
        _weChat.Answer(Token(2));
        (await Grain.GetAsync("token-1")).ShouldBe("token-2");
        (await Grain.GetAsync("token-1")).ShouldBe("token-2", "whoever still holds the old one is given the new");
        _weChat.Count.ShouldBe(2);
    }

    [Fact]
    public async Task When_wechat_gives_none_there_is_none_and_it_is_asked_every_few_seconds_only()
    {
        for (var i = 0; i < 10; i++)
            (await Grain.GetAsync()).ShouldBeNull();
        _weChat.Count.ShouldBe(1);
        _time.Now += TimeSpan.FromSeconds(6);
        _weChat.Answer(Token(1));
        (await Grain.GetAsync()).ShouldBe("token-1");
    }

    [Fact]
    public async Task An_ended_token_is_not_given_out()
    {
        _weChat.Answer(Token(1));
        await Grain.GetAsync();
        _time.Now += TimeSpan.FromHours(2);
        _weChat.Answer(null);
        (await Grain.GetAsync()).ShouldBeNull();
    }

    private AccessToken Token(int number) => new($"token-{number}", _time.Now + TimeSpan.FromHours(2));

    /// <summary>WeChat, as far as tokens go: gives what it is told to, and counts.</summary>
    private sealed class Fetches : IWeChatMessages
    {
        private volatile AccessToken? _next;
        private int _count;

        public int Count => Volatile.Read(ref _count);
        public TaskCompletionSource? Gate { get; set; }

        public void Answer(AccessToken? token) => _next = token;

        public async Task<AccessToken?> FetchTokenAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref _count);
            if (Gate is { } gate)
                await gate.Task;
            return _next;
        }

        public Task<SendOutcome> SendAsync(string accessToken, SubscribeMessage message, CancellationToken ct) =>
            Task.FromResult(SendOutcome.Unknown);
    }
}
