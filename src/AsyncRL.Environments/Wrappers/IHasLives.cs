namespace AsyncRL.Environments;

/// <summary>An environment whose player has several lives per episode.</summary>
public interface IHasLives
{
    /// <summary>Lives left now.</summary>
    int Lives { get; }
}
