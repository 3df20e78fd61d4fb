using AsyncRL.Environments.ToyText;

namespace AsyncRL.Environments.Tests.ToyText;

public class BlackjackTests
{
    private static readonly Func<int, int, bool, bool> BelowTwenty = (sum, _, _) => sum < 20;

    // Cautious against a dealer's weak card, bold otherwise, and bolder with an ace that cannot be lost.
    private static readonly Func<int, int, bool, bool> ByTheDealersCard =
        (sum, open, ace) => sum < (ace ? 18 : open is >= 2 and <= 6 ? 12 : 17);

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    public void APolicyEarnsWhatEnumeratingAllHandsSays(bool natural, bool sab, bool looksAtTheDealer)
    {
        const int Hands = 200_000;
        Func<int, int, bool, bool> hits = looksAtTheDealer ? ByTheDealersCard : BelowTwenty;
        double expected = new BlackjackOdds(natural, sab, hits).Value();
        var game = new Blackjack(natural, sab);
        var observation = new float[3];
        double sum = 0, squares = 0;
        for (int hand = 0; hand < Hands; hand++)
        {
            double reward = Play(game, hand == 0 ? 31ul : null, hits, observation);
            sum += reward;
            squares += reward * reward;
        }

        double mean = sum / Hands;
        double error = Math.Sqrt(((squares / Hands) - (mean * mean)) / Hands);
        Assert.True(Math.Abs(mean - expected) < 4 * error, $"{mean} +- {error} against {expected}");
    }

    // Example 5.1 of Sutton and Barto: this policy is a bad one; one that looks at the dealer's card loses little.
    [Fact]
    public void TheEnumerationKnowsGoodPoliciesFromBadOnes()
    {
        double simple = new BlackjackOdds(false, true, BelowTwenty).Value();
        double better = new BlackjackOdds(false, true, ByTheDealersCard).Value();
        Assert.InRange(simple, -0.4, -0.2);
        Assert.InRange(better, -0.08, -0.02);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void EveryHandIsShownPlayedAndPaidByTheRules(bool natural, bool sab)
    {
        var game = new Blackjack(natural, sab);
        var observation = new float[3];
        int busts = 0, naturals = 0, naturalsAgainstOther21 = 0;
        for (int hand = 0; hand < 50_000; hand++)
        {
            game.Reset(hand == 0 ? 8ul : null, observation);
            Assert.Equal((2, 2), (game.PlayerCards.Length, game.DealerCards.Length));
            StepResult result;
            do
            {
                (int score, bool eleven) = BlackjackOdds.Points(game.PlayerCards.ToArray());
                Assert.Equal([score, game.DealerCards[0], eleven ? 1 : 0], observation);
                int cards = game.PlayerCards.Length;
                bool hits = ByTheDealersCard(score, game.DealerCards[0], eleven);
                result = game.Step(hits ? 1 : 0, observation);
                Assert.Equal(hits ? cards + 1 : cards, game.PlayerCards.Length);
                Assert.False(result.Truncated);
                Assert.True(hits || result.Terminated);
                Assert.True(result.Terminated || result.Reward == 0);
            }
            while (!result.EpisodeEnded);

            int[] player = game.PlayerCards.ToArray(), dealer = game.DealerCards.ToArray();
            if (BlackjackOdds.Points(player).Score == 0)
            {
                Assert.Equal((-1, 2), (result.Reward, dealer.Length));
                Assert.Equal(player.Sum(), observation[0]);
                busts++;
                continue;
            }

            // The dealer drew as long as there were less than 17 points, and no longer.
            Assert.True(BlackjackOdds.Points(dealer).Score is 0 or >= 17);
            if (dealer.Length > 2)
            {
                Assert.InRange(BlackjackOdds.Points(dealer[..^1]).Score, 2, 16);
            }

            (int Score, bool IsNatural) mine = (BlackjackOdds.Points(player).Score, BlackjackOdds.IsNatural(player));
            (int Score, bool IsNatural) theirs = (BlackjackOdds.Points(dealer).Score, BlackjackOdds.IsNatural(dealer));
            Assert.Equal(BlackjackOdds.Pays(mine, theirs, natural, sab), result.Reward);
            naturals += mine.IsNatural ? 1 : 0;
            naturalsAgainstOther21 += mine.IsNatural && theirs == (21, false) ? 1 : 0;
        }

        Assert.True(
            busts > 1000 && naturals > 1000 && naturalsAgainstOther21 > 50, $"{busts}, {naturals}, {naturalsAgainstOther21}");
    }

    [Fact]
    public void CardsComeFromTheGeneratorInGymnasiumsOrder()
    {
        var game = new Blackjack();
        var observation = new float[3];
        var drawn = Pcg64.FromSeed(12);
        int[] deck = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10];
        for (int hand = 0; hand < 500; hand++)
        {
            game.Reset(hand == 0 ? 12ul : null, observation);
            List<int> dealer = [Card(), Card()], player = [Card(), Card()];
            drawn.Integers(0, 4); // a suit for the open card's picture
            if (dealer[0] == 10)
            {
                drawn.Integers(0, 3); // which of jack, queen and king is shown
            }

            Assert.Equal(dealer, game.DealerCards.ToArray());
            Assert.Equal(player, game.PlayerCards.ToArray());
            game.Step(1, observation);
            player.Add(Card());
            Assert.Equal(player, game.PlayerCards.ToArray());
            if (BlackjackOdds.Points(player).Score == 0)
            {
                continue;
            }

            game.Step(0, observation);
            while (BlackjackOdds.Points(dealer).Score is > 0 and < 17)
            {
                dealer.Add(Card());
            }

            Assert.Equal(dealer, game.DealerCards.ToArray());
        }

        int Card() => deck[drawn.Integers(0, deck.Length)];
    }

    [Fact]
    public void TheRegisteredGameIsThatOfSuttonAndBarto()
    {
        // Naturals that stick: none may end in a draw with a dealer's 21 that took more cards.
        var game = (Blackjack)EnvironmentRegistry.Default.Make("Blackjack-v1").Unwrapped;
        var observation = new float[3];
        int met = 0;
        for (int hand = 0; hand < 50_000; hand++)
        {
            game.Reset(hand == 0 ? 5ul : null, observation);
            StepResult result = game.Step(0, observation);
            if (!BlackjackOdds.IsNatural(game.PlayerCards.ToArray()) || BlackjackOdds.IsNatural(game.DealerCards.ToArray()))
            {
                continue;
            }

            Assert.Equal(1, result.Reward);
            met += BlackjackOdds.Points(game.DealerCards.ToArray()).Score == 21 ? 1 : 0;
        }

        Assert.True(met > 50, $"{met}");
    }

    [Fact]
    public void TheDealersSecondCardIsDrawnFaceDownUntilThePlayerSticks()
    {
        var game = new Blackjack();
        var observation = new float[3];
        var canvas = new PixelCanvas(game.PreferredSize.Width, game.PreferredSize.Height);
        game.Reset(2, observation);
        game.Draw(canvas);
        // The edges of the two cards, where no pip reaches.
        Assert.NotEqual(canvas[3, 2], canvas[15, 2]);
        game.Step(0, observation);
        game.Draw(canvas);
        Assert.Equal(canvas[3, 2], canvas[15, 2]);
    }

    [Fact]
    public void ADamagedHandIsRefused()
    {
        var game = new Blackjack();
        game.Reset(1, new float[3]);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        game.SaveState(writer);
        memory.Position = memory.Length - 2; // the dealer's second card; whether the hand is over is the last byte
        writer.Write((byte)11);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.StartsWith(
            "The saved state of Blackjack has a card of 11 points as number 2",
            Assert.Throws<InvalidDataException>(() => game.LoadState(reader)).Message, StringComparison.Ordinal);
    }

    private static double Play(Blackjack game, ulong? seed, Func<int, int, bool, bool> hits, float[] observation)
    {
        game.Reset(seed, observation);
        while (true)
        {
            StepResult result = game.Step(
                hits((int)observation[0], (int)observation[1], observation[2] == 1) ? 1 : 0, observation);
            if (result.EpisodeEnded)
            {
                return result.Reward;
            }
        }
    }
}
