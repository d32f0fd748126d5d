using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace FuelGrains.Grains.Tests.Simulation;

/// <summary>
/// A silo of a simulation: a process, and the factory through which its grains find others. A call to a grain is a message that may be
/// late, and whose reply may be lost.
/// </summary>
internal sealed class SimulatedSilo
{
    private readonly Dictionary<Type, object> _activations = [];

    public SimulatedSilo(SeededScheduler scheduler, Func<SimulatedSilo> current)
    {
        Process = new(scheduler);
        Grains = GrainFactoryProxy.Make(type => RemoteGrain.Make(type, current, scheduler));
    }

    public SimulatedProcess Process { get; }

    public IGrainFactory Grains { get; }

    /// <summary>The share of calls whose reply is lost.</summary>
    public double LosesReplies { get; set; }

    /// <summary>Makes a grain answer the calls to one of its interfaces.</summary>
    public void Activate<T>(T grain)
        where T : class => Activate(typeof(T), grain);

    /// <summary>
    /// Makes an object answer the calls to a grain's interface. The object has the methods without being a grain, so a real silo in this
    /// process does not find two classes for the interface.
    /// </summary>
    public void Activate(Type type, object grain) => _activations[type] = grain;

    public object Activation(Type type) => _activations[type];

    /// <summary>The context of a grain with this identity, which is all that a grain without a runtime may ask for.</summary>
    public static IGrainContext Context(GrainId id) => GrainContextProxy.Make(id);
}

#pragma warning disable CA1852 // DispatchProxy derives from these classes
/// <summary>The reference of a grain. Each call runs in the process of the silo that has the grain when the call begins.</summary>
internal class RemoteGrain : DispatchProxy
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);
    private static readonly MethodInfo Generic = typeof(RemoteGrain).GetMethod(
        nameof(CallAsync),
        BindingFlags.Instance | BindingFlags.NonPublic
    )!;

    private Type _type = null!;
    private Func<SimulatedSilo> _current = null!;
    private SeededScheduler _scheduler = null!;

    public static object Make(Type type, Func<SimulatedSilo> current, SeededScheduler scheduler)
    {
        var proxy = (RemoteGrain)Create(type, typeof(RemoteGrain));
        (proxy._type, proxy._current, proxy._scheduler) = (type, current, scheduler);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.ReturnType;
        if (result == typeof(Task))
            return CallAsync(async grain =>
            {
                await (Task)targetMethod.Invoke(grain, args)!;
                return true;
            });
        Func<object, object> invoke = grain => targetMethod.Invoke(grain, args)!;
        return Generic.MakeGenericMethod(result.GetGenericArguments()[0]).Invoke(this, [Typed(result, invoke)]);
    }

    private static Delegate Typed(Type result, Func<object, object> invoke) =>
        (Delegate)
            typeof(RemoteGrain)
                .GetMethod(nameof(Cast), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(result)
                .Invoke(null, [invoke])!;

    private static Func<object, T> Cast<T>(Func<object, object> invoke) => grain => (T)invoke(grain);

    private async Task<T> CallAsync<T>(Func<object, Task<T>> call)
    {
        var silo = _current();
        var reply = new TaskCompletionSource<T>();
        silo.Process.Start(async () =>
        {
            try
            {
                var result = await call(silo.Activation(_type));
                if (!_scheduler.Chance(silo.LosesReplies))
                    reply.TrySetResult(result);
            }
#pragma warning disable CA1031 // an error of a grain is the caller's to handle, as over the wire
            catch (Exception error)
            {
                reply.TrySetException(error);
            }
#pragma warning restore CA1031
        });
        return await reply.Task.WaitAsync(ResponseTimeout, _scheduler.Time);
    }
}

internal class GrainFactoryProxy : DispatchProxy
{
    private Func<Type, object> _make = null!;

    public static IGrainFactory Make(Func<Type, object> make)
    {
        var proxy = Create<IGrainFactory, GrainFactoryProxy>();
        ((GrainFactoryProxy)(object)proxy)._make = make;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod is { Name: nameof(IGrainFactory.GetGrain), IsGenericMethod: true }
            ? _make(targetMethod.GetGenericArguments()[0])
            : throw new NotSupportedException(targetMethod?.Name);
}

internal class GrainContextProxy : DispatchProxy
{
    private GrainId _id;

    public static IGrainContext Make(GrainId id)
    {
        var proxy = Create<IGrainContext, GrainContextProxy>();
        ((GrainContextProxy)(object)proxy)._id = id;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == "get_GrainId" ? _id : throw new NotSupportedException(targetMethod?.Name);
}
