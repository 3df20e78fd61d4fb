namespace AsyncRL.Native;

/// <summary>When an environment of a batch begins a new episode by itself: Gymnasium's <c>AutoresetMode</c>.</summary>
internal enum Autoreset
{
    /// <summary>The step after an episode's end is a reset: its action is not looked at, its reward is 0.</summary>
    NextStep,

    /// <summary>The step that ends an episode gives the first observation of the next; the last one is kept apart.</summary>
    SameStep,

    /// <summary>Never: the caller resets.</summary>
    Disabled,
}
