using AsyncRL.Search.Games;

namespace AsyncRL.Search.AlphaZero;

/// <summary>A game of self-play, open or ended: its moves, and for those searched in full what was recommended.</summary>
internal sealed class SelfPlayGame
{
    private readonly Game game;
    private readonly GameState start;
    private readonly short[] moves;
    private readonly float[] policies;      // of the positions that were searched in full, in their order
    private readonly List<int> searched;
    private readonly sbyte[] owners;
    private int count;

    /// <summary>Makes a game before its first move.</summary>
    /// <param name="game">The rules.</param>
    public SelfPlayGame(Game game)
    {
        this.game = game;
        start = game.Start();
        State = game.Start();
        moves = new short[game.LongestGame];
        policies = new float[game.LongestGame * game.Moves];
        searched = new List<int>(game.LongestGame);
        owners = new sbyte[game.HasOwners ? game.Rows * game.Columns : 0];
    }

    /// <summary>The position.</summary>
    public GameState State { get; }

    /// <summary>Moves played, those of a random opening included.</summary>
    public ReadOnlySpan<short> Moves => moves.AsSpan(0, count);

    /// <summary>Numbers of the moves, from 0, that were searched in full.</summary>
    public IReadOnlyList<int> Searched => searched;

    /// <summary>Moves that were searched, in full or not.</summary>
    public int Searches { get; private set; }

    /// <summary>Whether nobody may resign, so that it is known whether those who would have were right.</summary>
    public bool MustBePlayedOut { get; set; }

    /// <summary>Who would have resigned a game that must be played out: 0, 1, or -1 for nobody.</summary>
    public int WouldHaveResigned { get; set; } = -1;

    /// <summary>Whether it ended by the rules and not by resignation.</summary>
    public bool IsPlayedOut { get; private set; }

    /// <summary>How it ended for player 0: 1, 0 or -1.</summary>
    public float Outcome { get; private set; }

    /// <summary>Player 0's points less player 1's in the end; 0 where somebody resigned.</summary>
    public float Score { get; private set; }

    /// <summary>Whose each point was in the end: 1 player 0's, -1 player 1's; empty in games without owners.</summary>
    public ReadOnlySpan<sbyte> Owners => owners;

    /// <summary>What the search recommended.</summary>
    /// <param name="index">Index in <see cref="Searched"/>.</param>
    public ReadOnlySpan<float> PolicyOf(int index) => policies.AsSpan(index * game.Moves, game.Moves);

    /// <summary>Begins a new game.</summary>
    /// <param name="mustBePlayedOut">Whether nobody may resign.</param>
    public void Restart(bool mustBePlayedOut)
    {
        State.CopyFrom(start);
        count = 0;
        searched.Clear();
        Searches = 0;
        MustBePlayedOut = mustBePlayedOut;
        WouldHaveResigned = -1;
        IsPlayedOut = false;
        Outcome = Score = 0;
    }

    /// <summary>Plays a random move of an opening.</summary>
    /// <param name="move">The move; legal.</param>
    public void PlayOpening(int move)
    {
        moves[count++] = (short)move;
        State.Play(move);
    }

    /// <summary>Plays a move that was searched.</summary>
    /// <param name="move">The move; legal.</param>
    /// <param name="policy">What the search recommends, to learn from; empty for nothing [moves].</param>
    public void Play(int move, ReadOnlySpan<float> policy)
    {
        if (!policy.IsEmpty)
        {
            policy.CopyTo(policies.AsSpan(searched.Count * game.Moves));
            searched.Add(count);
        }

        Searches++;
        PlayOpening(move);
        if (State.IsOver)
        {
            IsPlayedOut = true;
            Outcome = State.Outcome;
            Score = State.Score;
            if (owners.Length > 0)
            {
                State.WriteOwners(owners);
            }
        }
    }

    /// <summary>Ends the game by resignation of the player to move.</summary>
    public void Resign() => Outcome = State.Player == 0 ? -1 : 1;

    /// <summary>Writes the open game.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(count);
        writer.Write(Searches);
        writer.Write(MustBePlayedOut);
        writer.Write(WouldHaveResigned);
        foreach (short move in Moves)
        {
            writer.Write(move);
        }

        writer.Write(searched.Count);
        for (int i = 0; i < searched.Count; i++)
        {
            writer.Write(searched[i]);
            foreach (float share in PolicyOf(i))
            {
                writer.Write(share);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        int played = reader.ReadInt32();
        if (played < 0 || played > moves.Length)
        {
            throw new InvalidDataException($"the saved game has {played} moves");
        }

        int searches = reader.ReadInt32();
        Restart(reader.ReadBoolean());
        WouldHaveResigned = reader.ReadInt32();
        Searches = searches;
        while (count < played)
        {
            int move = reader.ReadInt16();
            if (!State.IsLegal(move))
            {
                throw new InvalidDataException($"move {count + 1} of the saved game is not legal");
            }

            PlayOpening(move);
        }

        int kept = reader.ReadInt32();
        for (int i = 0; i < kept; i++)
        {
            searched.Add(reader.ReadInt32());
            foreach (ref float share in policies.AsSpan(i * game.Moves, game.Moves))
            {
                share = reader.ReadSingle();
            }
        }
    }
}
