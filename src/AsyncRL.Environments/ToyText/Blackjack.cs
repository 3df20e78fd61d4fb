namespace AsyncRL.Environments.ToyText;

/// <summary>
/// Blackjack (Sutton and Barto 2018, example 5.1): come closer to 21 than the dealer without exceeding it, by the rules and the
/// draws of Gymnasium's
/// <c>Blackjack-v1</c>. An episode is one hand.
/// </summary>
/// <remarks>
/// <para>Cards come from an infinite deck: 2 to 9 as they are, tens and pictures 10, aces 11 where that does not exceed 21 and
/// else 1. Player and dealer get two each; one of the dealer's lies open. Actions: 0 sticks, 1 takes another card. When the
/// player sticks, the dealer draws up to 17 or more.</para>
/// <para>Observation: three numbers: the points of the player, the dealer's open card (1 an ace), and 1 if the player has an ace
/// that counts 11, otherwise 0. Reward, at the end: 1 for a win, 0 for a draw, -1 for a loss; above 21 the player loses at once.
/// Terminates when the player sticks or exceeds 21.</para>
/// <para>An ace and a ten in the first two cards are a natural. By the rules of Sutton and Barto (<c>sab</c>), which Gymnasium
/// registers as
/// <c>Blackjack-v1</c>, a natural wins against anything but another natural, the dealer's 21 of more cards included. Without them
/// it counts as any 21 does; <c>natural</c> then raises the reward of winning with one to 1.5.</para>
/// </remarks>
public sealed class Blackjack : DiscreteEnvironment, IDrawable
{
    private const int DealerSticks = 17;

    private readonly bool natural;
    private readonly bool sab;
    private readonly BlackjackHand player = new();
    private readonly BlackjackHand dealer = new();
    private bool isOver; // then the dealer's second card lies open, too

    /// <summary>Creates a table.</summary>
    /// <param name="natural">Whether a win with a natural pays 1.5; without effect where <paramref name="sab"/> holds.</param>
    /// <param name="sab">Whether a natural beats a dealer's 21 that is not a natural: the rules of Sutton and Barto.</param>
    public Blackjack(
        [EnvironmentOption("Whether a win with a natural pays 1.5; no effect if sab is true.")] bool natural = false,
        [EnvironmentOption("Whether a natural beats a dealer's 21 that is not a natural: the rules of Sutton and Barto.")]
        bool sab = false)
        : base(ObservedSpace(), actions: 2)
    {
        this.natural = natural;
        this.sab = sab;
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => BlackjackDrawing.PreferredSize;

    /// <inheritdoc/>
    public double FramesPerSecond => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["stick", "hit"];

    /// <summary>The player's cards.</summary>
    internal ReadOnlySpan<int> PlayerCards => player.Cards;

    /// <summary>The dealer's cards, the open one first.</summary>
    internal ReadOnlySpan<int> DealerCards => dealer.Cards;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        player.Save(writer);
        dealer.Save(writer);
        writer.Write(isOver);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        player.Load(reader);
        dealer.Load(reader);
        isOver = reader.ReadBoolean();
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        BlackjackDrawing.Draw(canvas, dealer.Cards, player.Cards, isOver);
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        isOver = false;
        Deal(dealer);
        Deal(player);

        // Gymnasium also draws a suit for the picture of the open card, and which picture card a ten is; they decide nothing, but
        // move the generator on.
        Random.Integers(0, 4);
        if (dealer.Cards[0] == 10)
        {
            Random.Integers(0, 3);
        }

        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        double reward = 0;
        if (action == 1)
        {
            player.Add(DrawCard());
            isOver = player.IsBust;
            if (isOver)
            {
                reward = -1;
            }
        }
        else
        {
            while (dealer.Sum < DealerSticks)
            {
                dealer.Add(DrawCard());
            }

            isOver = true;
            reward = Payment();
        }

        Observe(observation);
        return new StepResult(reward, isOver);
    }

    private static TupleSpace ObservedSpace() => new(new Discrete(32), new Discrete(11), new Discrete(2));

    private double Payment()
    {
        int comparison = Math.Sign(player.Score - dealer.Score);
        if (sab && player.IsNatural && !dealer.IsNatural)
        {
            return 1;
        }

        return !sab && natural && player.IsNatural && comparison > 0 ? 1.5 : comparison;
    }

    private void Deal(BlackjackHand hand)
    {
        hand.Clear();
        hand.Add(DrawCard());
        hand.Add(DrawCard());
    }

    // Thirteen ranks, four of which count 10.
    private int DrawCard() => Math.Min(Random.Integers(0, 13) + 1, 10);

    private void Observe(Span<float> observation)
    {
        observation[0] = player.Sum;
        observation[1] = dealer.Cards[0];
        observation[2] = player.HasUsableAce ? 1 : 0;
    }
}
