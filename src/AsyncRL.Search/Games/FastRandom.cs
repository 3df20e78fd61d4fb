using System.Numerics;
using System.Runtime.CompilerServices;

namespace AsyncRL.Search.Games;

/// <summary>
/// A small, fast generator for rollouts: xoroshiro128+ (Blackman and Vigna 2018, "Scrambled Linear Pseudorandom Number
/// Generators"). A value: copy it only to branch off.
/// </summary>
public struct FastRandom
{
    private ulong first;
    private ulong second;

    /// <summary>Starts a generator; equal seeds give equal numbers.</summary>
    /// <param name="seed">Any number; it is stirred first.</param>
    public FastRandom(ulong seed)
    {
        first = Stir(ref seed);
        second = Stir(ref seed);
    }

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        ulong a = first, b = second;
        ulong bits = a + b;
        b ^= a;
        first = BitOperations.RotateLeft(a, 24) ^ b ^ (b << 16);
        second = BitOperations.RotateLeft(b, 37);
        return bits;
    }

    /// <summary>A number from 0 to <paramref name="count"/> - 1; unevenness is below 1 in 2^32 / count.</summary>
    /// <param name="count">How many there are, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int count) => (int)(((Next() >> 32) * (uint)count) >> 32);

    /// <summary>A number in [0, 1).</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    // splitmix64 (Steele, Lea and Flood 2014).
    internal static ulong Stir(ref ulong state)
    {
        ulong mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
