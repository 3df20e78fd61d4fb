namespace AsyncRL.Environments.Tests.ToyText;

/// <summary>The exact expected reward of a policy against an infinite deck, by enumeration of all hands.</summary>
internal sealed class BlackjackOdds(bool natural, bool sab, Func<int, int, bool, bool> hits)
{
    /// <summary>The expected reward of one hand.</summary>
    public double Value()
    {
        double value = 0;
        for (int open = 1; open <= 10; open++)
        {
            var ends = new Dictionary<(int Score, bool IsNatural), double>();
            for (int hidden = 1; hidden <= 10; hidden++)
            {
                Dealer([open, hidden], Chance(hidden), ends);
            }

            var known = new Dictionary<(int Low, bool HasAce), double>();
            for (int first = 1; first <= 10; first++)
            {
                for (int second = 1; second <= 10; second++)
                {
                    value += Chance(open) * Chance(first) * Chance(second) * Player([first, second], open, ends, known);
                }
            }
        }

        return value;
    }

    /// <summary>
    /// The best points of some cards: each ace as 11 or as 1, whichever comes closest to 21 without
    /// exceeding it; 0 where all exceed it.
    /// </summary>
    public static (int Score, bool HasEleven) Points(IReadOnlyCollection<int> cards)
    {
        int low = cards.Sum();
        bool eleven = cards.Contains(1) && low + 10 <= 21;
        int points = eleven ? low + 10 : low;
        return (points > 21 ? 0 : points, eleven);
    }

    public static bool IsNatural(IReadOnlyCollection<int> cards) => cards.Count == 2 && cards.Contains(1) && cards.Contains(10);

    /// <summary>What a hand at which the player stuck pays.</summary>
    public static double Pays((int Score, bool IsNatural) player, (int Score, bool IsNatural) dealer, bool natural, bool sab)
    {
        if (sab && player.IsNatural)
        {
            return dealer.IsNatural ? 0 : 1;
        }

        if (player.Score == dealer.Score)
        {
            return 0;
        }

        if (player.Score < dealer.Score)
        {
            return -1;
        }

        return natural && player.IsNatural && !sab ? 1.5 : 1;
    }

    private static double Chance(int card) => card == 10 ? 4.0 / 13 : 1.0 / 13;

    private static void Dealer(List<int> cards, double chance, Dictionary<(int Score, bool IsNatural), double> ends)
    {
        int score = Points(cards).Score;
        if (score is 0 or >= 17)
        {
            (int, bool) end = (score, IsNatural(cards));
            ends[end] = ends.GetValueOrDefault(end) + chance;
            return;
        }

        for (int card = 1; card <= 10; card++)
        {
            Dealer([.. cards, card], chance * Chance(card), ends);
        }
    }

    // Of more than two cards only the sum matters and whether there is an ace.
    private double Player(
        List<int> cards, int open, Dictionary<(int Score, bool IsNatural), double> ends,
        Dictionary<(int Low, bool HasAce), double> known)
    {
        (int score, bool eleven) = Points(cards);
        if (score == 0)
        {
            return -1;
        }

        (int, bool) hand = (cards.Sum(), cards.Contains(1));
        if (cards.Count > 2 && known.TryGetValue(hand, out double value))
        {
            return value;
        }

        value = hits(score, open, eleven)
            ? Enumerable.Range(1, 10).Sum(card => Chance(card) * Player([.. cards, card], open, ends, known))
            : ends.Sum(end => end.Value * Pays((score, IsNatural(cards)), end.Key, natural, sab));
        if (cards.Count > 2)
        {
            known[hand] = value;
        }

        return value;
    }
}
