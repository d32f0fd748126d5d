using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>The product as a process of its own: fresh data, a free port, and it can be killed and started again on both.</summary>
public sealed class ProductProcess : IAsyncDisposable
{
    private const string Program = "FuelGrains.WebFront.dll";
    private const int LinesKept = 200;
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fuelgrains-pages-");
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private ProductProcess() => Address = new Uri($"http://127.0.0.1:{FreePort()}");

    public Uri Address { get; }

    public static async Task<ProductProcess> StartNewAsync(CancellationToken cancel)
    {
        var product = new ProductProcess();
        try
        {
            await product.StartAsync(cancel);
            await product.StockShelfAsync(cancel);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancel)
    {
        var program = FindProgram();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program, "--urls", Address.GetLeftPart(UriPartial.Authority) },
            WorkingDirectory = Path.GetDirectoryName(program)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["FuelGrains__DataDirectory"] = _data.FullName,
                ["Demo__Seed"] = "false",
                ["WeChat__Simulator"] = "true",
            },
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"dotnet {program} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReadyAsync(_process, cancel);
    }

    /// <summary>kill -9: no goodbye, as when the machine loses power.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>Something to sell: only the demo's seed makes products yet, and its sales would be in the tests' way.</summary>
    private async Task StockShelfAsync(CancellationToken cancel)
    {
        // Unpooled, so that no handle stays on the folder that is removed in the end.
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_data.FullName, "ledger.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        await using var ledger = new SqliteConnection(file.ToString());
        await ledger.OpenAsync(cancel);
        await using var insert = ledger.CreateCommand();
        insert.CommandText = "INSERT INTO products (id, name, description) VALUES (@id, '95# 汽油 30 升券', '')";
        insert.Parameters.AddWithValue("@id", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToByteArray(bigEndian: true));
        await insert.ExecuteNonQueryAsync(cancel);
    }

    private async Task UntilReadyAsync(Process process, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException($"The product ended with {process.ExitCode}:\n{Output}");
            if (TimeProvider.System.GetElapsedTime(began) > StartWithin) throw new TimeoutException($"Not ready within {StartWithin}:\n{Output}");
            if (await IsReadyAsync(http, cancel)) return;
            await Task.Delay(Poll, TimeProvider.System, cancel);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private string Output => string.Join('\n', _output);

    private void Keep(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (_output.Count > LinesKept) _output.TryDequeue(out _);
    }

    /// <summary>The build of the same configuration as these tests: …/tests/WebFront.Tests/bin/CFG/TFM -> …/src/WebFront/bin/CFG/TFM.</summary>
    private static string FindProgram()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = here.Parent!.Parent!.Parent!.Parent!.Parent!;
        var program = Path.Combine(root.FullName, "src", "WebFront", "bin", here.Parent.Name, here.Name, Program);
        return File.Exists(program) ? program : throw new FileNotFoundException("Build the product first.", program);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
