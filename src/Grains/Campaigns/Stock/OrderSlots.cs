using System.Numerics;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock.Requests;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// A shard's orders in memory, at some 74 to 78 bytes each. A customer is found in one step, an order or an idempotency key by a walk over
/// its customer's orders; a filter spares new keys the walk. The clean form, objects in dictionaries, takes about four times that
/// and gives the collector millions of objects to walk (<c>load -- figures --only reopen</c> measures ours).
/// </summary>
public sealed class OrderSlots
{
    // Chunks, because doubling one array would hold the old and the new one at the worst moment.
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<OrderSlot[]> _chunks = [];
    private int[] _byCustomer = NewBuckets(1024);
    private KeyFilter _keys = new(1024);
    private int _free = -1;

    /// <summary>Counts the slots that are not free.</summary>
    public int Count { get; private set; }

    /// <summary>The end of the slots, the free ones among them included.</summary>
    public int End { get; private set; }

    /// <summary>An order was forgotten with its key: the disk may know a key that is not found here.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Counts what all customers let go.</summary>
    public LetGoTally LetGo { get; } = new();

    public ref OrderSlot this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>Makes room for a known number of orders, so that opening a shard never rehashes.</summary>
    public void Reserve(long orders)
    {
        var wanted = (int)Math.Min(1 << 30, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(orders, 1024)));
        if (wanted > _byCustomer.Length)
            Rehash(wanted);
    }

    public int Add(in OrderSlot slot)
    {
        if (Count == _byCustomer.Length)
            Rehash(_byCustomer.Length * 2);
        var index = TakeFree();
        ref var stored = ref this[index];
        stored = slot;
        var customer = Standing(slot.Customer);
        stored.CustomerUnits = customer.Units + slot.Counted;
        stored.CustomerLetGo = customer.LetGo;
        Link(ref stored, index);
        _keys.Add(stored);
        CountLetGo(ref stored, default, slot.OrderState.LetGo);
        return index;
    }

    /// <summary>Counts an order that is not kept. False: no slot of its customer can carry the counts, so the order is needed.</summary>
    public bool TryCount(CustomerId customer, LetGo letGo)
    {
        if (letGo != default)
        {
            var latest = Latest(customer);
            if (latest < 0)
                return false;
            CountLetGo(ref this[latest], default, letGo);
        }
        return HasForgotten = true;
    }

    /// <summary>
    /// Forgets an order that is over, with its key. False: the slot is needed, because a queue names it or because it alone carries what
    /// its customer let go.
    /// </summary>
    public bool TryForget(int index)
    {
        ref var slot = ref this[index];
        if (slot.IsQueued)
            return false;
        if (Latest(slot.Customer) == index)
        {
            var earlier = Latest(slot.Customer, slot.NextOfCustomer);
            if (earlier < 0 && slot.CustomerLetGo != default)
                return false;
            if (earlier >= 0)
                (this[earlier].CustomerUnits, this[earlier].CustomerLetGo) = (slot.CustomerUnits, slot.CustomerLetGo);
        }
        Unlink(slot, index);
        HasForgotten |= slot.State != SlotState.Dead;
        slot = new() { State = SlotState.Forgotten, NextOfCustomer = _free };
        (_free, Count) = (index, Count - 1);
        return true;
    }

    /// <summary>The standing of a customer: the units that count against the limit, and what was let go.</summary>
    public CustomerStanding Standing(CustomerId customer)
    {
        var latest = Latest(customer);
        if (latest < 0)
            return default;
        ref var slot = ref this[latest];
        return new(slot.CustomerUnits, slot.CustomerLetGo);
    }

    /// <summary>Changes a slot's state and keeps its customer's standing in step.</summary>
    public void Set(int index, in OrderState next, SlotState state)
    {
        ref var slot = ref this[index];
        var (counted, letGo) = (slot.Counted, slot.OrderState.LetGo);
        (slot.OrderState, slot.State) = (next, state);
        if (counted == slot.Counted && letGo == next.LetGo)
            return;
        ref var latest = ref this[Latest(slot.Customer)];
        latest.CustomerUnits += slot.Counted - counted;
        CountLetGo(ref latest, letGo, next.LetGo);
    }

    /// <summary>The slot of a customer's idempotency key, or -1.</summary>
    public int FindKey(CustomerId customer, Guid keyHash)
    {
        var key = OrderSlot.KeyOf(keyHash);
        if (!_keys.MayContain(customer, key))
            return -1;
        var i = Latest(customer);
        while (i >= 0 && (this[i].Key != key || this[i].State == SlotState.Dead))
            i = Latest(customer, this[i].NextOfCustomer);
        return i;
    }

    /// <summary>The slot of a customer's order, or -1.</summary>
    public int Find(OrderId order, CustomerId customer)
    {
        var i = Latest(customer);
        while (i >= 0 && this[i].Id != order)
            i = Latest(customer, this[i].NextOfCustomer);
        return i;
    }

    /// <summary>True when an order of the customer waits for its payment, or may still be paid.</summary>
    public bool HasUnpaid(CustomerId customer)
    {
        for (var i = Latest(customer); i >= 0; i = Latest(customer, this[i].NextOfCustomer))
            if (this[i].IsOrder && this[i].OrderState.Held > 0)
                return true;
        return false;
    }

    private void CountLetGo(ref OrderSlot latest, LetGo was, LetGo now)
    {
        if (was == now)
            return;
        var before = latest.CustomerLetGo;
        latest.CustomerLetGo = before.Replace(was, now);
        LetGo.Replace((was, now), (before, latest.CustomerLetGo));
    }

    private int Latest(CustomerId customer) => Latest(customer, _byCustomer[CustomerBucket(customer)]);

    // Different customers may share a bucket: walk over the others.
    private int Latest(CustomerId customer, int from)
    {
        while (from >= 0 && this[from].Customer != customer)
            from = this[from].NextOfCustomer;
        return from;
    }

    private int CustomerBucket(CustomerId customer) => customer.Value.GetHashCode() & (_byCustomer.Length - 1);

    private int TakeFree()
    {
        Count++;
        if (_free >= 0)
        {
            var index = _free;
            _free = this[index].NextOfCustomer;
            return index;
        }
        if (End >> ChunkBits == _chunks.Count)
            _chunks.Add(new OrderSlot[ChunkSize]);
        return End++;
    }

    private void Link(ref OrderSlot slot, int index)
    {
        ref var ofCustomer = ref _byCustomer[CustomerBucket(slot.Customer)];
        (slot.NextOfCustomer, ofCustomer) = (ofCustomer, index);
    }

    private void Unlink(in OrderSlot slot, int index)
    {
        ref var ofCustomer = ref _byCustomer[CustomerBucket(slot.Customer)];
        while (ofCustomer != index)
            ofCustomer = ref this[ofCustomer].NextOfCustomer;
        ofCustomer = slot.NextOfCustomer;
    }

    // Each bucket's orders are linked again from the oldest on: a customer's latest slot stays the first that is found.
    private void Rehash(int size)
    {
        var chains = _byCustomer;
        (_byCustomer, _keys) = (NewBuckets(size), new(size));
        var chain = new Stack<int>();
        foreach (var first in chains)
        {
            for (var i = first; i >= 0; i = this[i].NextOfCustomer)
                chain.Push(i);
            while (chain.TryPop(out var oldest))
            {
                Link(ref this[oldest], oldest);
                _keys.Add(this[oldest]);
            }
        }
    }

    private static int[] NewBuckets(int size)
    {
        var buckets = new int[size];
        Array.Fill(buckets, -1);
        return buckets;
    }
}

/// <param name="Units">Units that count against the campaign's limit.</param>
public readonly record struct CustomerStanding(int Units, LetGo LetGo);
