#!/usr/bin/env bash
# Microsoft.Orleans.Server 10.4.2: a silo whose clock was ahead, and was set right, opens no new grain until the clock is as late again.
#
# Expected: grains that are active or new are called whatever the clock does; only the collection of idle grains comes earlier or later.
# Seen:     the clock runs 20 minutes ahead for some seconds, as after a boot with a wrong hardware clock, and is set right. Grains that
#           are active go on. Every call to a grain that is not active fails with an ArgumentException about "the earliest collection",
#           until the clock is within CollectionAge (15 minutes by default) of where it was. The collector looks for idle grains by the
#           wall clock, remembers how late its last look was, and refuses to schedule anything before that.
# So:       the product watches its clock (ClockWatch) and ends with a sentence when that has happened: a silo that starts anew serves
#           at once. Tests that put a clock ahead and back set a long CollectionAge.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir share # All that dotnet installs and builds goes with the folder.
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/share"

cat > finding.cs <<'CS'
#:package Microsoft.Orleans.Server@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

var clock = new Clock();
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddSingleton<TimeProvider>(clock);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering();
    // The collector looks each second instead of each minute, to keep the script short. Grains are idle after the default 15 minutes.
    silo.Configure<GrainCollectionOptions>(options => options.CollectionQuantum = TimeSpan.FromSeconds(1));
});
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();

Console.WriteLine($"at first: a new grain {await CallAsync("a")}");
clock.Ahead = TimeSpan.FromMinutes(20);
await Task.Delay(TimeSpan.FromSeconds(3));
Console.WriteLine($"20 minutes ahead: a new grain {await CallAsync("b")}");
clock.Ahead = TimeSpan.Zero;
Console.WriteLine($"set right: an active grain {await CallAsync("b")}, a new grain {await CallAsync("c")}");
clock.Ahead = TimeSpan.FromMinutes(6);
Console.WriteLine($"6 minutes later: a new grain {await CallAsync("d")}");
await host.StopAsync();

async Task<string> CallAsync(string key)
{
    try
    {
        return await grains.GetGrain<IHello>(key).HelloAsync();
    }
    catch (ArgumentException refused)
    {
        return $"fails: {refused.Message[..refused.Message.IndexOf(" is for", StringComparison.Ordinal)]}";
    }
}

public interface IHello : IGrainWithStringKey
{
    Task<string> HelloAsync();
}

public sealed class Hello : Grain, IHello
{
    public Task<string> HelloAsync() => Task.FromResult("answers");
}

sealed class Clock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
CS

cat > stated <<'TXT'
at first: a new grain answers
20 minutes ahead: a new grain answers
set right: an active grain answers, a new grain fails: The earliest collection that can be scheduled from now
6 minutes later: a new grain answers
TXT

dotnet run finding.cs > seen
if diff stated seen; then echo 'as stated'; else echo 'NOT as stated (< stated, > seen)'; exit 1; fi
