namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// Whether it is safe to resign: of games that are played out, in which somebody would have resigned, how many did he not lose?
/// (Silver et al. 2017, methods: the threshold keeps these below 5 %.)
/// </summary>
/// <remarks>Shared by all threads under its own lock, taken once a game.</remarks>
internal sealed class Resignations
{
    // Checked games that are remembered, and fewest that tell anything.
    private const int Remembered = 100, Fewest = 20;

    private readonly Lock gate = new();
    private readonly bool[] wrong = new bool[Remembered];
    private long count;

    /// <summary>Games that were checked.</summary>
    public long Checked
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>The share of the last checked resignations that would have been wrong; not a number without any.</summary>
    public double WrongShare
    {
        get
        {
            lock (gate)
            {
                int known = (int)Math.Min(count, Remembered);
                return known == 0 ? double.NaN : (double)wrong.AsSpan(0, known).Count(true) / known;
            }
        }
    }

    /// <summary>Whether resignations are allowed: enough were checked, and few of them were wrong.</summary>
    /// <param name="mostWrong">The greatest share of wrong ones.</param>
    public bool AreSafe(double mostWrong) => Checked >= Fewest && WrongShare <= mostWrong;

    /// <summary>Notes a game that was played out though a player would have resigned.</summary>
    /// <param name="outcome">How it ended for that player: 1, 0 or -1.</param>
    public void Check(float outcome)
    {
        lock (gate)
        {
            wrong[count++ % Remembered] = outcome >= 0;
        }
    }

    /// <summary>Writes what is remembered.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(count);
        Array.ForEach(wrong, writer.Write);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        count = reader.ReadInt64();
        for (int i = 0; i < wrong.Length; i++)
        {
            wrong[i] = reader.ReadBoolean();
        }
    }
}
