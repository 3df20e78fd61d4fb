namespace AsyncRL.Atari.Hardware;

/// <summary>MT19937 with 32 bits, as C++'s <c>std::mt19937</c>.</summary>
internal sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Middle = 397;
    private readonly uint[] words = new uint[Length];
    private int next;

    public MersenneTwister(uint seed) => Seed(seed);

    public void Seed(uint seed)
    {
        words[0] = seed;
        for (int i = 1; i < Length; i++)
        {
            words[i] = 1812433253 * (words[i - 1] ^ (words[i - 1] >> 30)) + (uint)i;
        }

        next = Length;
    }

    public uint Next()
    {
        if (next == Length)
        {
            Twist();
        }

        uint y = words[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (uint word in words)
        {
            writer.Write(word);
        }

        writer.Write(next);
    }

    public void Load(BinaryReader reader)
    {
        for (int i = 0; i < Length; i++)
        {
            words[i] = reader.ReadUInt32();
        }

        next = reader.ReadInt32();
        if (next is < 0 or > Length)
        {
            throw new InvalidDataException(
                $"The saved generator stands at its word {next}, but it has {Length}; the data are damaged.");
        }
    }

    private void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = (words[i] & 0x80000000) | (words[(i + 1) % Length] & 0x7FFFFFFF);
            uint twisted = words[(i + Middle) % Length] ^ (y >> 1);
            words[i] = (y & 1) == 0 ? twisted : twisted ^ 0x9908B0DF;
        }

        next = 0;
    }
}
