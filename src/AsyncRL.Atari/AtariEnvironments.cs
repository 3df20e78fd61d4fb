using System.Globalization;
using AsyncRL.Atari.Games;
using AsyncRL.Atari.Roms;
using AsyncRL.Environments;

namespace AsyncRL.Atari;

/// <summary>
/// The ids of Atari games: <c>ALE/Breakout-v5</c> and <c>BreakoutNoFrameskip-v4</c> with Gymnasium's defaults, for ROMs that the
/// user owns, and this project's own games, <c>Atari/Bricks-v0</c> and the like, which need none.
/// </summary>
public static class AtariEnvironments
{
    /// <summary>Adds all games to a registry, those too whose ROM is not here.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The same.</returns>
    public static EnvironmentRegistry AddTo(EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var bare = new EnvironmentOptions(("frame_skip", 1), ("repeat_action_probability", 0));
        foreach (Game game in GameCatalog.All)
        {
            string name = NameOf(game);
            string about = $"{game.Id} of the Atari 2600; needs its ROM.";
            Func<EnvironmentOptions, string?> whyUnavailable = options => WhyUnavailable(game, options);
            var maker = new GameMaker(game, null);
            registry.Register(EnvironmentSpec.Of($"ALE/{name}-v5", maker.Make, description: about) with
            {
                WhyUnavailable = whyUnavailable,
            });
            registry.Register(EnvironmentSpec.Of($"{name}NoFrameskip-v4", maker.Make, description: about, defaults: bare) with
            {
                WhyUnavailable = whyUnavailable,
            });
        }

        foreach (Game game in GameCatalog.Own)
        {
            var maker = new GameMaker(game, AtariCartridge.Of(game, OwnCartridges.Read(game.Id)));
            registry.Register(EnvironmentSpec.Of($"Atari/{NameOf(game)}-v0", maker.Make, description: AboutOwn(game)));
        }

        return registry;
    }

    /// <summary>A game's name as Gymnasium writes it in ids: every letter that follows no letter is a capital.</summary>
    internal static string NameOf(Game game)
    {
        char[] letters = game.Id.ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            if (i == 0 || !char.IsAsciiLetter(game.Id[i - 1]))
            {
                letters[i] = char.ToUpper(letters[i], CultureInfo.InvariantCulture);
            }
        }

        return new string(letters).Replace("_", string.Empty, StringComparison.Ordinal);
    }

    private static string AboutOwn(Game game) => game.Id switch
    {
        "bricks" => "A ball, a paddle and rows of bricks, on the Atari 2600.",
        "raiders" => "Shoot rows of creatures that march and shoot back, on the Atari 2600.",
        "crossing" => "Cross a road of many lanes as often as the clock allows, on the Atari 2600.",
        "vault" => "Remember a sign on the way to the doors, on the Atari 2600.",
        var other => $"{other}, on the Atari 2600.",
    };

    private static string? WhyUnavailable(Game game, EnvironmentOptions options)
    {
        if (game.Rule is null)
        {
            return $"{game.Id} is for two players, and there is no rule that rewards a single one";
        }

        try
        {
            RomSearch.Read(game, options["roms"]);
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    // The options of a game's ids, and of a game of this project, which brings its cartridge along.
    private sealed class GameMaker(Game game, AtariCartridge? own)
    {
        public AsyncRL.Environments.Environment Make(
            [EnvironmentOption("Frames of a step, in all of which the action is held.",
                Min = 1, Max = AtariGameOptions.MostFrameSkip)]
            int frameSkip = 4,
            [EnvironmentOption("How likely a frame repeats the action before in place of the chosen one.", Min = 0, Max = 1)]
            float repeatActionProbability = 0.25f,
            [EnvironmentOption("Whether all 18 actions can be chosen, or only those that make a difference.")]
            bool fullActionSpace = false,
            [EnvironmentOption("The game's mode; unset is the game's own.", Min = 0)] int? mode = null,
            [EnvironmentOption("The difficulty switches: 1 is the left one, 2 the right one; unset is the game's own.", Min = 0)]
            int? difficulty = null,
            [EnvironmentOption("What is shown: the screen in colours or in gray, or the memory.")]
            AtariObservation obsType = AtariObservation.Rgb,
            [EnvironmentOption("Frames after which an episode is truncated; 0 for never.", Min = 0)] int maxFrames = 108_000,
            [EnvironmentOption("An episode begins with 1 to this many frames of nothing, drawn at random; 0 for none.",
                Min = 0, Max = AtariGameOptions.MostNoops)]
            int noopMax = 0,
            [EnvironmentOption("Whether the button is pressed at the beginning and after each lost life, in games that have it.")]
            bool fireOnReset = false,
            [EnvironmentOption("Whether gray screens show the maximum of a step's last two frames.")] bool maxPool = false,
            [EnvironmentOption("Rows and columns that gray screens are scaled to; 0 for none.",
                Min = 0, Max = AtariGameOptions.LargestScreen)]
            int screenSize = 0,
            [EnvironmentOption("Screens shown at once, the newest last.", Min = 1, Max = 64)] int frameStack = 1,
            [EnvironmentOption("The folder with the ROMs, or the ROM's file, before the usual places.")] string? roms = null)
        {
            if (own is not null && roms is not null)
            {
                throw new ArgumentException($"{NameOf(game)} brings its cartridge along; leave roms out.", nameof(roms));
            }

            var options = new AtariGameOptions
            {
                FrameSkip = frameSkip,
                RepeatActionProbability = repeatActionProbability,
                FullActionSpace = fullActionSpace,
                Mode = mode,
                Difficulty = difficulty,
                Observation = obsType,
                MaxFrames = maxFrames,
                NoopMax = noopMax,
                FireOnReset = fireOnReset,
                MaxPool = maxPool,
                ScreenSize = screenSize,
            };
            var played = new AtariGame(own ?? AtariCartridge.Of(game, RomSearch.Read(game, roms)), options);
            return frameStack == 1 ? played : new FrameStackObservation(played, frameStack);
        }
    }
}
