namespace FuelGrains.Load.Process;

/// <summary>The simulator of WeChat as a process of its own, with its journal on disk: it survives the kills of the product.</summary>
internal sealed class WeChatProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    /// <summary>Phones pay through the control routes as well.</summary>
    private static readonly HttpLimits Limits = new(512, TimeSpan.FromSeconds(100));

    private readonly ChildProcess _process;
    private readonly HttpClient _http;
    private readonly string _folder;

    private WeChatProcess(ChildProcess process, HttpClient http, string folder)
    {
        (_process, _http, _folder) = (process, http, folder);
        Control = new(http);
    }

    public WeChatControl Control { get; }

    /// <param name="timeFactor">WeChat's callback schedule is divided by this factor.</param>
    /// <param name="keyBits">2048 is WeChat's; fewer leave more of the machine to the product.</param>
    public static async Task<WeChatProcess> StartAsync(
        Repository repository,
        WorkFolder work,
        double timeFactor,
        int keyBits,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var (address, folder) = (ProductUnderTest.FreeAddress(), work.Sub("wechat"));
        string[] options =
        [
            $"--urls={address}",
            $"--folder={folder}",
            $"--timeFactor={timeFactor}",
            $"--keyBits={keyBits}",
        ];
        var command = new ChildCommand([repository.SimulatorDll, .. options], folder, new Dictionary<string, string>());
        var process = ChildProcess.Start(command, Path.Combine(work.FullName, "wechat.log"), time);
        var wechat = new WeChatProcess(process, Limits.Client(address), folder);
        try
        {
            await process.WaitForAnswerAsync(wechat._http, "control/settings", ReadyWithin, stop);
            return wechat;
        }
        catch
        {
            await wechat.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the journal from its file, not from the process.</summary>
    public async Task<WeChatJournal> JournalAsync(CancellationToken stop)
    {
        await using var file = new FileStream(
            Path.Combine(_folder, "journal.jsonl"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        using var reader = new StreamReader(file);
        return WeChatJournal.Parse((await reader.ReadToEndAsync(stop)).Split('\n'));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
