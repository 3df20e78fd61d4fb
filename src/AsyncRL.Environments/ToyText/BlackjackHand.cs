namespace AsyncRL.Environments.ToyText;

/// <summary>The cards in one hand: 1 an ace, 10 a ten or a picture.</summary>
internal sealed class BlackjackHand
{
    /// <summary>What a hand must not exceed.</summary>
    public const int Most = 21;

    /// <summary>The longest hand: one more card than fit into 21 points.</summary>
    public const int Capacity = Most + 1;

    private readonly int[] cards = new int[Capacity];
    private int count;
    private int total;  // with every ace as 1
    private bool hasAce;

    public ReadOnlySpan<int> Cards => cards.AsSpan(0, count);

    /// <summary>Whether an ace counts 11 without exceeding 21.</summary>
    public bool HasUsableAce => hasAce && total + 10 <= Most;

    /// <summary>The points, with a usable ace as 11.</summary>
    public int Sum => HasUsableAce ? total + 10 : total;

    public bool IsBust => total > Most;

    /// <summary>What counts against the other hand: the points, 0 for a hand that is bust.</summary>
    public int Score => IsBust ? 0 : Sum;

    /// <summary>Whether the hand is an ace and a ten and nothing else.</summary>
    public bool IsNatural => count == 2 && Sum == Most;

    public void Clear() => (count, total, hasAce) = (0, 0, false);

    public void Add(int card)
    {
        cards[count++] = card;
        total += card;
        hasAce |= card == 1;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)count);
        foreach (int card in Cards)
        {
            writer.Write((byte)card);
        }
    }

    public void Load(BinaryReader reader)
    {
        Clear();
        int saved = reader.ReadByte();
        for (int i = 0; i < saved; i++)
        {
            int card = reader.ReadByte();
            if (card is < 1 or > 10 || IsBust)
            {
                throw new InvalidDataException(
                    $"The saved state of {nameof(Blackjack)} has a card of {card} points as number {i + 1} of a hand of " +
                    $"{total} points; the data are damaged.");
            }

            Add(card);
        }
    }
}
