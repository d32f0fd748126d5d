using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>
/// Records what the simulator did, a JSON line each, append only. A line is handed to the operating system before anybody learns of its
/// effect, so the line outlives this process; twice a second the file is flushed to disk.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    /// <summary>Most lines that are kept in memory when there is no file: enough for a test's questions.</summary>
    private const int LinesInMemory = 50_000;

    private static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(500);
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string? _path;
    private readonly SafeFileHandle? _file;
    private readonly Queue<(long Seq, byte[] Line)> _recent = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _flushing;
    private long _length;
    private long _flushed;

    public Journal(string? path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        if (path is not null)
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            _length = RandomAccess.GetLength(_file);
        }
        _flushing = FlushAsync(_stop.Token);
    }

    /// <summary>Number of lines so far.</summary>
    public long Seq { get; private set; }

    public void Append(string what, object told)
    {
        var line = (JsonObject)JsonSerializer.SerializeToNode(told, told.GetType(), Readable)!;
        lock (_lock)
        {
            line.Insert(0, "seq", ++Seq);
            line.Insert(1, "at", _time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            line.Insert(2, "what", what);
            byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, Readable), (byte)'\n'];
            if (_file is null)
            {
                _recent.Enqueue((Seq, bytes));
                if (_recent.Count > LinesInMemory)
                    _recent.Dequeue();
                return;
            }
            RandomAccess.Write(_file, bytes, _length);
            _length += bytes.Length;
        }
    }

    /// <summary>Reads the lines of an earlier process and continues after them; a torn last line is cut off.</summary>
    public IEnumerable<JsonElement> Recall()
    {
        if (_path is null)
            yield break;
        var whole = 0L;
        foreach (var line in Lines(File.ReadAllBytes(_path)))
        {
            if (!TryParse(line, out var told))
                break;
            whole += line.Length + 1;
            Seq = told.GetProperty("seq").GetInt64();
            yield return told;
        }
        _length = whole;
        RandomAccess.SetLength(_file!, whole);
    }

    /// <summary>Writes the lines with a number above <paramref name="after"/>.</summary>
    public async Task WriteAsync(Stream to, long after, CancellationToken ct)
    {
        (long Seq, byte[] Line)[] recent;
        lock (_lock)
            recent = [.. _recent.Where(l => l.Seq > after)];
        foreach (var (_, line) in recent)
            await to.WriteAsync(line, ct);
        if (_path is null)
            return;
        await using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync(ct) is { } line)
            if (after == 0 || (JsonNode.Parse(line)?["seq"]?.GetValue<long>() ?? 0) > after)
                await to.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"), ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _flushing;
        _stop.Dispose();
        if (_file is null)
            return;
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        if (_file is null)
            return;
        using var timer = new PeriodicTimer(FlushEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var length = Interlocked.Read(ref _length);
                if (length == _flushed)
                    continue;
                await Task.Run(() => RandomAccess.FlushToDisk(_file), ct);
                _flushed = length;
            }
        }
        catch (OperationCanceledException)
        {
            // The journal ends; DisposeAsync flushes the rest.
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(byte[] bytes)
    {
        for (var start = 0; Array.IndexOf(bytes, (byte)'\n', start) is var end and >= 0; start = end + 1)
            yield return bytes.AsMemory(start, end - start);
    }

    private static bool TryParse(ReadOnlyMemory<byte> line, out JsonElement told)
    {
        try
        {
            told = JsonElement.Parse(line.Span);
            return told.TryGetProperty("seq", out _);
        }
        catch (JsonException)
        {
            told = default;
            return false;
        }
    }
}
