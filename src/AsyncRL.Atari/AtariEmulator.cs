using AsyncRL.Atari.Games;
using AsyncRL.Atari.Hardware;
using AsyncRL.Atari.Roms;

namespace AsyncRL.Atari;

/// <summary>
/// An Atari 2600 with a game in it that plays, rewards and ends bit for bit as in the Arcade Learning Environment: the same ROM,
/// seed, settings, acts and resets give the same memory, screens, rewards and lives.
/// </summary>
/// <remarks>
/// An instance is used by one thread at a time and shares nothing with others. After construction nothing is allocated.
/// </remarks>
public sealed class AtariEmulator
{
    /// <summary>Pixels in a row of the screen.</summary>
    public const int ScreenWidth = Screen.Width;

    /// <summary>The number of bytes of <see cref="Ram"/>.</summary>
    public const int RamLength = Bytes128.Length;

    private const int ResetSwitch = 40;
    private const int WarmUpFrames = 60;
    private const int SwitchFrames = 4;
    private const int PaddleMin = 27450;
    private const int PaddleStep = 23000;
    private const int ActionCount = 18;
    private const double RandomRange = 4294967296.0;
    private const byte StateVersion = 1;

    private readonly Game game;
    private readonly AtariSettings settings;
    private readonly GameRule rule;
    private readonly Console2600 console;
    private readonly MersenneTwister random;
    private readonly ModePanel panel;
    private readonly Palette palette;
    private readonly byte[] mixed;
    private readonly string md5;
    private readonly bool[] legal = new bool[ActionCount];
    private AtariAction current;

    /// <summary>Puts a cartridge into a console and switches it on. Call <see cref="Reset"/> next.</summary>
    /// <param name="rom">The ROM's contents, as a file holds them; they may be packed with gzip.</param>
    /// <param name="fileName">The ROM's file name, by which the game is found if its contents are not known; or null.</param>
    /// <param name="seed">Starts the generator that repeats actions. The console's own generator always starts the same.</param>
    /// <param name="settings">How to play; null is all defaults.</param>
    /// <exception cref="InvalidDataException">The contents are no cartridge's.</exception>
    /// <exception cref="NotSupportedException">The cartridge is of a type that is not emulated, the game is not known, or it
    /// has no rule for a single player.</exception>
    /// <exception cref="ArgumentException">A setting is outside its range or not one of the game's.</exception>
    public AtariEmulator(ReadOnlySpan<byte> rom, string? fileName, uint seed, AtariSettings? settings = null)
        : this(RomFile.Unpack(rom), bytes => Find(bytes, fileName), seed, settings)
    {
    }

    private AtariEmulator(byte[] rom, Func<byte[], Game> find, uint seed, AtariSettings? settings)
    {
        this.settings = settings ?? new AtariSettings();
        this.settings.Check();
        game = find(rom);
        md5 = RomFile.Md5(rom);
        Mode = this.settings.Mode ?? game.DefaultMode;
        Difficulty = this.settings.Difficulty ?? game.Difficulties[0];
        CheckMode(Mode);
        CheckDifficulty(Difficulty);
        rule = new GameRule(game.Rule!, game.Mode);
        console = new Console2600(rom, game.Properties());
        random = new MersenneTwister(seed);
        panel = new ModePanel(this);
        palette = console.Properties.IsPal ? Palette.Pal : Palette.Ntsc;
        mixed = new byte[this.settings.ColourAveraging ? console.Properties.ScreenHeight * ScreenWidth : 0];
        if (this.settings.ColourAveraging)
        {
            palette.PrepareMix();
        }

        foreach (AtariAction action in game.LegalActions)
        {
            legal[(int)action] = true;
        }
    }

    /// <summary>The game's name, as its ROM file is named: <c>ms_pacman</c>.</summary>
    public string GameName => game.Id;

    /// <summary>Actions that make a difference, in ascending order.</summary>
    public ReadOnlySpan<AtariAction> MinimalActions => game.MinimalActions;

    /// <summary>The modes of the game.</summary>
    public ReadOnlySpan<int> Modes => game.Modes;

    /// <summary>The difficulties of the game.</summary>
    public ReadOnlySpan<int> Difficulties => game.Difficulties;

    /// <summary>The mode that the next reset brings the game into.</summary>
    public int Mode { get; private set; }

    /// <summary>How the difficulty switches stand from the next frame on.</summary>
    public int Difficulty { get; private set; }

    /// <summary>Rows of the screen: 210 for most games, 250 for those with a European picture.</summary>
    public int ScreenHeight => console.Properties.ScreenHeight;

    /// <summary>Frames played by acts since the ROM was loaded.</summary>
    public int FrameNumber { get; private set; }

    /// <summary>Frames played by acts in this episode.</summary>
    public int EpisodeFrameNumber { get; private set; }

    /// <summary>Whether the game's rule has ended the episode.</summary>
    public bool IsGameOver => rule.IsTerminal;

    /// <summary>Whether the episode has had as many frames as the settings allow.</summary>
    public bool IsTruncated => settings.MaxFramesPerEpisode > 0 && EpisodeFrameNumber >= settings.MaxFramesPerEpisode;

    /// <summary>The lives that are left, as the game counts them; 0 for games that have none.</summary>
    public int Lives => rule.Lives(panel);

    /// <summary>The console's memory, addresses $80 to $FF.</summary>
    public ReadOnlySpan<byte> Ram => console.Ram;

    /// <summary>
    /// The last frame's picture as palette indices [<see cref="ScreenHeight"/>, 160], valid until the next frame. A picture that
    /// was not drawn is drawn now.
    /// </summary>
    public ReadOnlySpan<byte> Picture
    {
        get
        {
            if (!settings.ColourAveraging)
            {
                return console.Picture;
            }

            ReadOnlySpan<byte> previous = console.PreviousPicture;
            palette.Mix(console.Picture, previous, mixed);
            return mixed;
        }
    }

    internal Console2600 Console => console;

    /// <summary>An emulator of a game that is given with its rule: a test cartridge.</summary>
    internal static AtariEmulator Of(Game game, ReadOnlySpan<byte> rom, uint seed, AtariSettings? settings = null) =>
        new(rom.ToArray(), _ => game, seed, settings);

    /// <summary>Chooses another mode, from the next reset on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The game has no such mode.</exception>
    public void SetMode(int mode)
    {
        CheckMode(mode);
        Mode = mode;
    }

    /// <summary>Sets the difficulty switches, from the next frame on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The game has no such difficulty.</exception>
    public void SetDifficulty(int difficulty)
    {
        CheckDifficulty(difficulty);
        Difficulty = difficulty;
    }

    /// <summary>Begins an episode.</summary>
    /// <param name="draw">Whether <see cref="Picture"/> will be looked at before the next frame. This is about speed alone: a
    /// picture that is looked at nonetheless is drawn then.</param>
    /// <exception cref="InvalidOperationException">The cartridge never reaches the mode.</exception>
    public void Reset(bool draw = true)
    {
        EpisodeFrameNumber = 0;
        console.Controllers.State.PaddleA = PaddleCentre;
        console.Controllers.State.PaddleB = PaddleCentre;
        console.Reset();
        for (int i = 0; i < WarmUpFrames; i++)
        {
            PlayFrame(AtariAction.Noop, Keys.None, false);
        }

        SoftReset(false);
        rule.Reset();
        rule.Mode?.Apply(Mode, rule.Variables, panel);
        SoftReset(draw && game.Start.Length == 0);
        for (int i = 0; i < game.Start.Length; i++)
        {
            (int action, int frames) = game.Start[i];
            for (int frame = 0; frame < frames; frame++)
            {
                bool last = i == game.Start.Length - 1 && frame == frames - 1;
                PlayFrame(
                    action == ResetSwitch ? AtariAction.Noop : (AtariAction)action,
                    action == ResetSwitch ? Keys.Reset : Keys.None,
                    draw && last);
            }
        }
    }

    /// <summary>
    /// Plays an action for the settings' frames. With the settings' probability each of them repeats the frame before instead.
    /// After the end of an episode nothing is played, but random numbers are drawn.
    /// </summary>
    /// <param name="action">The action. One that the game's cartridge does not know does nothing.</param>
    /// <param name="draw">Whether <see cref="Picture"/> will be looked at before the next frame. This is about speed alone: a
    /// picture that is looked at nonetheless is drawn then.</param>
    /// <returns>The reward: what the frames gave, within the settings' bounds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The action is none of the 18.</exception>
    public int Act(AtariAction action, bool draw = true)
    {
        if ((uint)action >= ActionCount)
        {
            ThrowAction(action);
        }

        int reward = 0;
        for (int left = settings.FrameSkip; left > 0; left--)
        {
            double chance = random.Next() / RandomRange;
            random.Next();  // the other player's
            if (chance >= settings.RepeatActionProbability)
            {
                current = action;
            }

            if (IsGameOver || IsTruncated)
            {
                continue;
            }

            PlayFrame(current, Keys.None, draw && left <= (settings.ColourAveraging ? 2 : 1));
            FrameNumber++;
            EpisodeFrameNumber++;
            reward += rule.Reward;
        }

        return Math.Clamp(reward, settings.RewardMin, settings.RewardMax);
    }

    /// <summary>Writes the screen in colours.</summary>
    /// <param name="destination">
    /// Receives red, green and blue, 0 to 255, of each pixel [<see cref="ScreenHeight"/>, 160, 3].
    /// </param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public void WriteRgb(Span<byte> destination) => palette.WriteRgb(Picture, destination);

    /// <summary>Writes the screen in gray.</summary>
    /// <param name="destination">Receives the gray, 0 to 255, of each pixel [<see cref="ScreenHeight"/>, 160].</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public void WriteGray(Span<byte> destination) => palette.WriteGray(Picture, destination);

    /// <summary>Writes everything that decides what comes next, the screen included.</summary>
    /// <param name="writer">Where to write.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(StateVersion);
        writer.Write(game.Id);
        writer.Write(md5);
        writer.Write(Mode);
        writer.Write(Difficulty);
        writer.Write(FrameNumber);
        writer.Write(EpisodeFrameNumber);
        writer.Write((int)current);
        foreach (int variable in rule.Variables)
        {
            writer.Write(variable);
        }

        random.Save(writer);
        console.Save(writer);
    }

    /// <summary>Takes over what <see cref="Save"/> of an emulator with the same game wrote.</summary>
    /// <param name="reader">Where to read.</param>
    /// <exception cref="InvalidDataException">The state is another game's or another edition's, or damaged.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        byte version = reader.ReadByte();
        if (version != StateVersion)
        {
            throw new InvalidDataException(
                $"The saved state of the emulator has version {version}, but this program reads {StateVersion}.");
        }

        string savedGame = reader.ReadString();
        string savedMd5 = reader.ReadString();
        if (savedGame != game.Id || savedMd5 != md5)
        {
            throw new InvalidDataException(
                $"The saved state belongs to the game {savedGame} (MD5 {savedMd5}), not to {game.Id} (MD5 {md5}); " +
                $"load it into an emulator of {savedGame}.");
        }

        (int mode, int difficulty) = (reader.ReadInt32(), reader.ReadInt32());
        if (!game.Modes.AsSpan().Contains(mode) || !game.Difficulties.AsSpan().Contains(difficulty))
        {
            throw new InvalidDataException(
                $"The saved state of {game.Id} has the mode {mode} and the difficulty {difficulty}, which the game has not; " +
                "the data are damaged.");
        }

        (Mode, Difficulty) = (mode, difficulty);
        FrameNumber = reader.ReadInt32();
        EpisodeFrameNumber = reader.ReadInt32();
        int action = reader.ReadInt32();
        if ((uint)action >= ActionCount)
        {
            throw new InvalidDataException(
                $"The saved state of {game.Id} has the unknown action {action}; the data are damaged.");
        }

        current = (AtariAction)action;
        int[] variables = rule.Variables;
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i] = reader.ReadInt32();
        }

        random.Load(reader);
        console.Load(reader);
    }

    private int PaddleCentre => (PaddleMin + console.Properties.PaddleMax) / 2;

    private static Game Find(byte[] rom, string? fileName)
    {
        string md5 = RomFile.Md5(rom);
        string name = Path.GetFileName(fileName ?? "");
        Game? game = GameCatalog.ByMd5(md5) ?? GameCatalog.ByName(RomFolder.GameName(name));
        if (game is null)
        {
            // What the file is wrong with otherwise is worth more to know than that its MD5 is not known.
            CartridgeDetection.Detect(rom);
            throw new NotSupportedException(
                $"The ROM{(name.Length == 0 ? "" : " " + name)} with the MD5 {md5} is no game that is known by its contents, " +
                "nor by the file's name. If it is another edition of a game, name the file as that is named: ms_pacman.bin.");
        }

        return game.Rule is null
            ? throw new NotSupportedException($"The game {game.Id} is for two players: it has no rule for a single one.")
            : game;
    }

    private static Keys KeysOf(AtariAction action) => action switch
    {
        AtariAction.Fire => Keys.Fire,
        AtariAction.Up => Keys.Up,
        AtariAction.Right => Keys.Right,
        AtariAction.Left => Keys.Left,
        AtariAction.Down => Keys.Down,
        AtariAction.UpRight => Keys.Up | Keys.Right,
        AtariAction.UpLeft => Keys.Up | Keys.Left,
        AtariAction.DownRight => Keys.Down | Keys.Right,
        AtariAction.DownLeft => Keys.Down | Keys.Left,
        AtariAction.UpFire => Keys.Up | Keys.Fire,
        AtariAction.RightFire => Keys.Right | Keys.Fire,
        AtariAction.LeftFire => Keys.Left | Keys.Fire,
        AtariAction.DownFire => Keys.Down | Keys.Fire,
        AtariAction.UpRightFire => Keys.Up | Keys.Right | Keys.Fire,
        AtariAction.UpLeftFire => Keys.Up | Keys.Left | Keys.Fire,
        AtariAction.DownRightFire => Keys.Down | Keys.Right | Keys.Fire,
        AtariAction.DownLeftFire => Keys.Down | Keys.Left | Keys.Fire,
        _ => Keys.None,
    };

    // A frame with player A's action and switches, judged by the rule unless select is down.
    private void PlayFrame(AtariAction action, Keys switches, bool draw)
    {
        Keys keys = legal[(int)action] ? KeysOf(action) : Keys.None;
        if (console.Properties.HasPaddles)
        {
            TurnPaddle(keys);
        }

        console.SetSwitches(keys | switches, Difficulty);
        console.RunFrame(draw);
        if ((switches & Keys.Select) == 0)
        {
            rule.Step(panel);
        }
    }

    private void TurnPaddle(Keys keys)
    {
        int turn = (keys & Keys.Right) != 0 ? -PaddleStep : (keys & Keys.Left) != 0 ? PaddleStep : 0;
        ref int resistance = ref console.Controllers.State.PaddleA;
        resistance = Math.Clamp(resistance + turn, PaddleMin, console.Properties.PaddleMax);
    }

    private void SoftReset(bool draw)
    {
        for (int i = 0; i < SwitchFrames; i++)
        {
            PlayFrame(AtariAction.Noop, Keys.Reset, draw && i == SwitchFrames - 1);
        }

        current = AtariAction.Noop;
    }

    private void CheckMode(int mode)
    {
        if (!game.Modes.AsSpan().Contains(mode))
        {
            throw new ArgumentOutOfRangeException(
                nameof(mode), $"The game {game.Id} has no mode {mode}; its modes are {string.Join(", ", game.Modes)}.");
        }
    }

    private void CheckDifficulty(int difficulty)
    {
        if (!game.Difficulties.AsSpan().Contains(difficulty))
        {
            throw new ArgumentOutOfRangeException(
                nameof(difficulty),
                $"The game {game.Id} has no difficulty {difficulty}; its difficulties are " +
                $"{string.Join(", ", game.Difficulties)}.");
        }
    }

    private void ThrowAction(AtariAction action) => throw new ArgumentOutOfRangeException(
        nameof(action), $"{game.Id} was given the action {(int)action}, but actions are 0 to {ActionCount - 1}.");

    // The console's switches, and what rules read.
    private sealed class ModePanel(AtariEmulator emulator) : IModePanel
    {
        public ReadOnlySpan<byte> Ram => emulator.console.Ram;

        public int Peek(int address) => emulator.console.Peek(address);

        public void PressSelect(int frames)
        {
            for (int i = 0; i < frames; i++)
            {
                emulator.PlayFrame(AtariAction.Noop, Keys.Select, false);
            }

            emulator.PlayFrame(AtariAction.Noop, Keys.None, false);
            emulator.FrameNumber++;
            emulator.EpisodeFrameNumber++;
        }

        public void Play(AtariAction action) => emulator.Act(action, false);

        public void SoftReset() => emulator.SoftReset(false);

        public uint Draw() => emulator.random.Next();
    }
}
