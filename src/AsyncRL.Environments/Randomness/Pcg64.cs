using System.Globalization;
using System.Runtime.CompilerServices;

namespace AsyncRL.Environments;

/// <summary>
/// NumPy's default generator: PCG64 (XSL-RR 128/64, O'Neill 2014) seeded by <see cref="SeedSequence"/>. Integers, doubles,
/// floats and uniform numbers equal those of <c>numpy.random.default_rng(seed)</c>, which is also what Gymnasium's
/// environments draw from. Not safe for use by several threads at once.
/// </summary>
public sealed class Pcg64
{
    private const double DoubleUnit = 1.0 / (1UL << 53);
    private const float SingleUnit = 1.0f / (1 << 24);

    private static readonly UInt128 Multiplier = new(2549297995355413924UL, 4865540595714422341UL);

    private UInt128 state;
    private UInt128 increment;

    // A 32-bit draw takes half of a 64-bit one; the other half waits here for the next.
    private uint spareHalf;
    private bool hasSpareHalf;

    /// <summary>Creates a generator seeded from <paramref name="seed"/>.</summary>
    /// <param name="seed">The sequence that gives the seed words.</param>
    public Pcg64(SeedSequence seed) => Reseed(seed);

    /// <summary>
    /// The whole state as hexadecimal text: state, increment, and the spare half of a 32-bit draw if there is one.
    /// </summary>
    public string State => string.Create(
        CultureInfo.InvariantCulture,
        $"{state:x32}:{increment:x32}:{(hasSpareHalf ? spareHalf.ToString("x8", CultureInfo.InvariantCulture) : "-")}");

    /// <summary>The generator of <c>numpy.random.default_rng(seed)</c>.</summary>
    /// <param name="seed">The seed.</param>
    public static Pcg64 FromSeed(ulong seed) => new(new SeedSequence(seed));

    /// <summary>A generator seeded from the operating system's entropy.</summary>
    public static Pcg64 FromEntropy() => new(SeedSequence.FromEntropy());

    /// <summary>Starts over from another seed.</summary>
    /// <param name="seed">The sequence that gives the seed words.</param>
    public void Reseed(SeedSequence seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        Span<ulong> words = stackalloc ulong[4];
        seed.GenerateState(words);
        increment = (new UInt128(words[2], words[3]) << 1) | UInt128.One;
        state = increment + new UInt128(words[0], words[1]);
        state = (state * Multiplier) + increment;
        hasSpareHalf = false;
    }

    /// <summary>The next 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        state = (state * Multiplier) + increment;
        ulong upper = (ulong)(state >> 64);
        return ulong.RotateRight(upper ^ (ulong)state, (int)(upper >> 58));
    }

    /// <summary>The next 32 random bits; two calls share one 64-bit draw, low half first.</summary>
    public uint NextUInt32()
    {
        if (hasSpareHalf)
        {
            hasSpareHalf = false;
            return spareHalf;
        }

        ulong bits = NextUInt64();
        spareHalf = (uint)(bits >> 32);
        hasSpareHalf = true;
        return (uint)bits;
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * DoubleUnit;

    /// <summary>A number in [0, 1) with 24 random bits.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * SingleUnit;

    /// <summary>A number spread evenly over [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>True with the given probability; one double is drawn whatever the probability.</summary>
    /// <param name="probability">The probability, 0 to 1.</param>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>
    /// An integer in [<paramref name="low"/>, <paramref name="highExclusive"/>), each equally
    /// likely (Lemire 2019, on 32-bit draws).
    /// </summary>
    /// <param name="low">The smallest value.</param>
    /// <param name="highExclusive">One more than the largest value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public int Integers(int low, int highExclusive)
    {
        if (highExclusive <= low)
        {
            throw new ArgumentOutOfRangeException(
                nameof(highExclusive), highExclusive,
                $"No integer is at least {low} and below {highExclusive}; the upper end must be greater than the lower.");
        }

        uint count = (uint)((long)highExclusive - low);
        if (count == 1)
        {
            return low;
        }

        ulong product = (ulong)NextUInt32() * count;
        if ((uint)product < count)
        {
            uint threshold = (uint)(0x1_0000_0000UL - count) % count;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * count;
            }
        }

        return (int)(low + (long)(product >> 32));
    }

    /// <summary>A standard normal number (Box and Muller 1958, the cosine branch; NumPy's own method differs).</summary>
    public double Normal()
    {
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <summary>An exponential number of mean 1 by inversion (NumPy's own method differs).</summary>
    public double Exponential() => -Math.Log(1.0 - NextDouble());

    /// <summary>Writes the whole state, 37 bytes.</summary>
    /// <param name="writer">Where to write.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((ulong)(state >> 64));
        writer.Write((ulong)state);
        writer.Write((ulong)(increment >> 64));
        writer.Write((ulong)increment);
        writer.Write(hasSpareHalf);
        writer.Write(spareHalf);
    }

    /// <summary>Takes over a state that <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Where to read.</param>
    /// <exception cref="InvalidDataException">What is read cannot be a generator's state.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ulong stateHigh = reader.ReadUInt64();
        ulong stateLow = reader.ReadUInt64();
        ulong incrementHigh = reader.ReadUInt64();
        ulong incrementLow = reader.ReadUInt64();
        if ((incrementLow & 1) == 0)
        {
            throw new InvalidDataException(
                "The saved generator state has an even increment, which PCG64 never has; the data are damaged.");
        }

        state = new UInt128(stateHigh, stateLow);
        increment = new UInt128(incrementHigh, incrementLow);
        hasSpareHalf = reader.ReadBoolean();
        spareHalf = reader.ReadUInt32();
    }
}
