using System.Security.Cryptography;

namespace AsyncRL.Environments;

/// <summary>
/// NumPy's <c>SeedSequence</c>: spreads a seed and a key over as many well-mixed bits as a generator needs, so that
/// neighbouring seeds and keys give unrelated streams. Equal, number for number, to NumPy's.
/// </summary>
/// <remarks>
/// Streams of one run are told apart by the key, for example <c>new SeedSequence(seed, worker, purpose)</c>: adding a worker
/// then leaves the streams of the others as they were. The algorithm is M. E. O'Neill's seed_seq_fe with a pool of four words.
/// </remarks>
public sealed class SeedSequence
{
    private const int PoolSize = 4;
    private const uint InitA = 0x43b0d7e5;
    private const uint MultiplierA = 0x931e8875;
    private const uint InitB = 0x8b51f9dd;
    private const uint MultiplierB = 0x58f38ded;
    private const uint MixLeft = 0xca01f9dd;
    private const uint MixRight = 0x4973f715;
    private const int Shift = 16;

    private readonly uint[] pool = new uint[PoolSize];

    /// <summary>Mixes a seed and a key.</summary>
    /// <param name="entropy">The seed.</param>
    /// <param name="spawnKey">Numbers that tell this stream from others of the same seed; NumPy's <c>spawn_key</c>.</param>
    public SeedSequence(ulong entropy, params ReadOnlySpan<uint> spawnKey)
    {
        // NumPy writes the seed in as few words as it needs, and fills up to the pool's size only where a key follows.
        int seedWords = entropy > uint.MaxValue ? 2 : 1;
        int keyStart = spawnKey.IsEmpty ? seedWords : PoolSize;
        Span<uint> words = stackalloc uint[PoolSize];
        words.Clear();
        words[0] = (uint)entropy;
        words[1] = (uint)(entropy >> 32);

        uint hash = InitA;
        for (int i = 0; i < PoolSize; i++)
        {
            pool[i] = Hash(i < keyStart ? words[i] : 0, ref hash);
        }

        for (int source = 0; source < PoolSize; source++)
        {
            for (int target = 0; target < PoolSize; target++)
            {
                if (source != target)
                {
                    pool[target] = Mix(pool[target], Hash(pool[source], ref hash));
                }
            }
        }

        foreach (uint word in spawnKey)
        {
            for (int target = 0; target < PoolSize; target++)
            {
                pool[target] = Mix(pool[target], Hash(word, ref hash));
            }
        }
    }

    /// <summary>A sequence from the operating system's entropy, different on every call.</summary>
    public static SeedSequence FromEntropy()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return new SeedSequence(BitConverter.ToUInt64(bytes));
    }

    /// <summary>
    /// Writes seed words for a generator; NumPy's <c>generate_state(n, uint32)</c>. Repeated calls write the same.
    /// </summary>
    /// <param name="destination">Receives the words.</param>
    public void GenerateState(Span<uint> destination)
    {
        uint hash = InitB;
        for (int i = 0; i < destination.Length; i++)
        {
            uint value = pool[i % PoolSize] ^ hash;
            hash *= MultiplierB;
            value *= hash;
            destination[i] = value ^ (value >> Shift);
        }
    }

    /// <summary>
    /// Writes seed words for a generator; NumPy's <c>generate_state(n, uint64)</c>. Repeated calls write the same.
    /// </summary>
    /// <param name="destination">Receives the words.</param>
    public void GenerateState(Span<ulong> destination)
    {
        Span<uint> halves = destination.Length <= 32 ? stackalloc uint[2 * destination.Length] : new uint[2 * destination.Length];
        GenerateState(halves);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = halves[2 * i] | ((ulong)halves[(2 * i) + 1] << 32);
        }
    }

    private static uint Hash(uint value, ref uint hash)
    {
        value ^= hash;
        hash *= MultiplierA;
        value *= hash;
        return value ^ (value >> Shift);
    }

    private static uint Mix(uint left, uint right)
    {
        uint result = (MixLeft * left) - (MixRight * right);
        return result ^ (result >> Shift);
    }
}
