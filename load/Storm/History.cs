using System.Text.Json;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Storm;

/// <summary>Everything that any client was told, a JSON line each, as it was told: what a failed run is explained by.</summary>
internal sealed class History(string file, TimeProvider time) : IAsyncDisposable
{
    private readonly StreamWriter writer = new(file);
    private readonly Lock written = new();

    public void Told(Guid customer, string what, string about, int attempt, Reply reply) =>
        Write(
            new
            {
                at = time.GetUtcNow(),
                customer,
                what,
                about,
                attempt,
                reply.Status,
                reply.Slug,
                reply.Body,
            }
        );

    public void Note(string what, string about) =>
        Write(
            new
            {
                at = time.GetUtcNow(),
                what,
                about,
            }
        );

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private void Write(object line)
    {
        var text = JsonSerializer.Serialize(line, JsonSerializerOptions.Web);
        lock (written)
            writer.WriteLine(text);
    }
}
