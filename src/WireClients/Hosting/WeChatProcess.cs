namespace FuelGrains.WireClients.Hosting;

/// <summary>The simulator of WeChat as a process of its own, with its journal on disk: it survives the kills of the product.</summary>
public sealed class WeChatProcess(ChildProcess process, HttpClient http, string folder) : IAsyncDisposable
{
    /// <summary>WeChat's callback schedule is divided by this: a repetition comes after 0.25, 0.25, 0.5, 3, 10, 20 s and so on.</summary>
    public const double TimeFactor = 60;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    /// <summary>Phones pay through the control routes as well.</summary>
    private static readonly HttpLimits Limits = new(512, TimeSpan.FromSeconds(100));

    public WeChatControl Control { get; } = new(http);

    /// <param name="dll">The built simulator.</param>
    /// <param name="folder">The folder of its journal.</param>
    /// <param name="keyBits">2048 is WeChat's; fewer leave more of the machine to the product.</param>
    public static async Task<WeChatProcess> StartAsync(
        string dll,
        string folder,
        int keyBits,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var address = ChildProcess.FreeAddress();
        string[] options = [$"--folder={folder}", $"--timeFactor={TimeFactor}", $"--keyBits={keyBits}"];
        var log = Path.Combine(folder, "wechat.log");
        var command = new ChildCommand([dll, $"--urls={address}", .. options], folder, log);
        var http = Limits.Client(address);
        var process = await ChildProcess.StartAsync(command, http, "control/settings", ReadyWithin, time, stop);
        return new(process, http, folder);
    }

    /// <summary>Reads the journal from its file, not from the process.</summary>
    public Task<WeChatJournal> JournalAsync(CancellationToken stop) =>
        WeChatJournal.ReadAsync(Path.Combine(folder, "journal.jsonl"), stop);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }
}
