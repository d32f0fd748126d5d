using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Product;

/// <summary>The simulator of WeChat as a process of its own, with its journal on disk: it outlives the product's deaths.</summary>
internal sealed class WeChatProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    /// <summary>Control requests are few, but "the phone" pays through them as well.</summary>
    private static readonly HttpLimits Limits = new(512, TimeSpan.FromSeconds(100));

    private readonly ChildProcess process;
    private readonly HttpClient http;
    private readonly string folder;

    private WeChatProcess(ChildProcess process, HttpClient http, string folder)
    {
        (this.process, this.http, this.folder) = (process, http, folder);
        Control = new(http);
    }

    public WeChatControl Control { get; }

    /// <param name="timeFactor">WeChat's callback schedule is divided by it.</param>
    /// <param name="keyBits">2048 is WeChat's; the fewer, the less of the machine goes into the simulator's signatures.</param>
    public static async Task<WeChatProcess> StartAsync(
        Repository repository,
        string folder,
        string workFolder,
        double timeFactor,
        int keyBits,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var address = ProductUnderTest.FreeAddress();
        string[] arguments =
        [
            repository.SimulatorDll,
            "--urls",
            address.ToString(),
            "--folder",
            folder,
            "--timeFactor",
            timeFactor.ToString(CultureInfo.InvariantCulture),
            "--keyBits",
            keyBits.ToString(CultureInfo.InvariantCulture),
        ];
        var command = new ChildCommand(arguments, folder, new Dictionary<string, string>());
        var process = ChildProcess.Start(command, Path.Combine(workFolder, "wechat.log"), time);
        var wechat = new WeChatProcess(process, Limits.Client(address), folder);
        try
        {
            await process.WaitForAnswerAsync(wechat.http, "control/settings", ReadyWithin, stop);
            return wechat;
        }
        catch
        {
            await wechat.DisposeAsync();
            throw;
        }
    }

    /// <summary>From its file, not from the process: the file is the witness.</summary>
    public async Task<Journal> JournalAsync(CancellationToken stop)
    {
        await using var file = new FileStream(
            Path.Combine(folder, "journal.jsonl"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        using var reader = new StreamReader(file);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(stop) is { } line)
            lines.Add(line);
        return Journal.Parse(lines);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }
}
