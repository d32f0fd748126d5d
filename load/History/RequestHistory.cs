using System.Text.Json;

namespace FuelGrains.Load.History;

/// <summary>Every reply that any client got, a JSON line each: it explains a failed run.</summary>
internal sealed class RequestHistory(string file, TimeProvider time) : IAsyncDisposable
{
    private readonly StreamWriter _writer = new(file);
    private readonly Lock _lock = new();

    public void Record(Guid customer, string what, string about, int attempt, Reply reply) =>
        Write(new(time.GetUtcNow(), what, about, customer, attempt, reply.Status, reply.Slug, reply.Body));

    public void Note(string what, string about) => Write(new(time.GetUtcNow(), what, about));

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private void Write(Line line)
    {
        var text = JsonSerializer.Serialize(line, JsonSerializerOptions.Web);
        lock (_lock)
            _writer.WriteLine(text);
    }

    private sealed record Line(
        DateTimeOffset At,
        string What,
        string About,
        Guid? Customer = null,
        int? Attempt = null,
        int? Status = null,
        string? Slug = null,
        string? Body = null
    );
}
