#!/usr/bin/env bash
# OpenTelemetry 1.20.1 with .NET's IMeterFactory: a host that stops ends the metrics of the other hosts of its process.
#
# Expected: two hosts in one process have meters of the same name from their own factories, and a MeterProvider each. Both providers hear
#           both meters (a listener sees the whole process). When one host stops and disposes its meter, the other host's go on.
# Seen:     the instrument of the host that runs on is exported once more, and then never again, although its meter lives and counts. The
#           provider keeps one stream for instruments of the same name, meter and version, and the end of any of them ends the stream.
# So:       a test that reads metrics such as http_server_request_duration needs a process of its own as soon as hosts come and go in
#           the tests' process. The product has one host a process and never meets this.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir share # All that dotnet installs and builds goes with the folder.
export NUGET_PACKAGES="$work/packages" XDG_DATA_HOME="$work/share"

cat > finding.cs <<'CS'
#:package OpenTelemetry@1.20.1
#:package OpenTelemetry.Exporter.InMemory@1.20.1
#:package Microsoft.Extensions.Diagnostics@10.0.11
#:property PublishAot=false
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

// Two hosts in one process: each has an IMeterFactory, a meter of the same name from it, and a MeterProvider of its own.
var (first, second) = (new Host(), new Host());
first.Serve();
second.Serve();
Console.WriteLine($"both run: first reads {first.Read()}, second reads {second.Read()}");
first.Stop();
second.Serve();
Console.WriteLine($"the first has stopped: second reads {second.Read()}");
second.Serve();
Console.WriteLine($"and later: second reads {second.Read()}");

sealed class Host
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Counter<long> _served;
    private readonly List<Metric> _exported = [];
    private readonly MeterProvider _provider;

    public Host()
    {
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter("Server").AddInMemoryExporter(_exported).Build();
        _served = _services.GetRequiredService<IMeterFactory>().Create("Server").CreateCounter<long>("served");
    }

    public void Serve() => _served.Add(1);

    public string Read()
    {
        _exported.Clear();
        _provider.ForceFlush();
        long sum = 0;
        foreach (var metric in _exported)
            foreach (ref readonly var point in metric.GetMetricPoints())
                sum += point.GetSumLong();
        return _exported.Count == 0 ? "nothing" : $"{sum}";
    }

    public void Stop()
    {
        _services.Dispose();
        _provider.Dispose();
    }
}
CS

cat > stated <<'TXT'
both run: first reads 2, second reads 2
the first has stopped: second reads 3
and later: second reads nothing
TXT

dotnet run finding.cs > seen
if diff stated seen; then echo 'as stated'; else echo 'NOT as stated (< stated, > seen)'; exit 1; fi
